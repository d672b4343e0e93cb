// SPDX-License-Identifier: GPL-3.0-only
package io.bms.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The text of a file that some program wrote: in UTF-8 or, by its byte order mark or its zeros, UTF-16; what is neither
 * is Windows-1252, in which every byte means something.
 *
 * @param text without the byte order mark
 * @param charset that it was read in
 */
public record DecodedText(String text, Charset charset) {
    public static final Charset WINDOWS = Charset.forName("windows-1252");

    public static DecodedText of(byte[] bytes) {
        Charset wide = wide(bytes);
        if (wide != null) {
            return new DecodedText(withoutMark(new String(bytes, wide)), wide);
        }
        return utf8(bytes)
                .map(text -> new DecodedText(text, StandardCharsets.UTF_8))
                .orElseGet(() -> new DecodedText(new String(bytes, WINDOWS), WINDOWS));
    }

    /** Empty where the bytes are not UTF-8. */
    public static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(withoutMark(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Which UTF-16 it is; null where it is none. */
    private static Charset wide(byte[] bytes) {
        if (bytes.length < 2) {
            return null;
        }
        int first = (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
        if (first == 0xfffe || (bytes[1] == 0 && bytes[0] != 0)) {
            return StandardCharsets.UTF_16LE;
        }
        return first == 0xfeff || (bytes[0] == 0 && bytes[1] != 0) ? StandardCharsets.UTF_16BE : null;
    }

    private static String withoutMark(String text) {
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }
}

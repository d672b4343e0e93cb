// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.value;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A string whose character set is not the one that it says (ASHRAE 135, 20.2.9). Common are Windows-1252 or ISO 8859-1
 * said to be UTF-8, UTF-8 said to be ISO 8859-1 or UCS-2, and UCS-2 with its octets the other way round. Thread: any.
 */
final class SentText {
    private static final int UTF_8 = 0;
    private static final int UCS_4 = 3;
    private static final int UCS_2 = 4;
    private static final int ISO_8859_1 = 5;
    private static final Charset WINDOWS = Charset.forName("windows-1252");
    private static final char UNKNOWN = '\ufffd';
    /** What names are made of. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9 _./()#%-]+");

    private static final int SHORTEST_PLAIN = 4;

    private SentText() {}

    /** What the string is meant to be, if the library would read something else. */
    static Optional<String> meant(int set, byte[] octets) {
        return switch (set) {
            case UTF_8 ->
                isUcs2(octets, 0)
                                || isUcs2(octets, 1)
                                || strictly(StandardCharsets.UTF_8, octets).isEmpty()
                        ? Optional.of(guessed(octets))
                        : Optional.empty();
            case UCS_4 ->
                octets.length % 4 != 0 || octets.length > 0 && octets[0] != 0
                        ? Optional.of(guessed(octets))
                        : Optional.empty();
            case UCS_2 ->
                octets.length % 2 != 0 || isUcs2(octets, 1) || isPlain(octets)
                        ? Optional.of(guessed(octets))
                        : Optional.empty();
            case ISO_8859_1 -> hasHigh(octets) ? Optional.of(guessed(octets)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static String guessed(byte[] octets) {
        if (isUcs2(octets, 0)) {
            return new String(octets, StandardCharsets.UTF_16BE);
        }
        if (isUcs2(octets, 1)) {
            return new String(octets, StandardCharsets.UTF_16LE);
        }
        return strictly(StandardCharsets.UTF_8, octets).orElseGet(() -> windows(octets));
    }

    /** Every second octet from this one on is zero, and no other is: letters of two octets each. */
    private static boolean isUcs2(byte[] octets, int zero) {
        if (octets.length < 2 || octets.length % 2 != 0) {
            return false;
        }
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == 0 != (i % 2 == zero)) {
                return false;
            }
        }
        return true;
    }

    /**
     * A name in ASCII, one octet a letter. In UCS-2 the same octets would be half as many letters of East Asia; a
     * single one of those may well look so, and is left as it is.
     */
    private static boolean isPlain(byte[] octets) {
        return octets.length >= SHORTEST_PLAIN
                && PLAIN.matcher(new String(octets, StandardCharsets.ISO_8859_1))
                        .matches();
    }

    private static boolean hasHigh(byte[] octets) {
        for (byte octet : octets) {
            if (octet < 0) {
                return true;
            }
        }
        return false;
    }

    private static Optional<String> strictly(Charset charset, byte[] octets) {
        try {
            return Optional.of(
                    charset.newDecoder().decode(ByteBuffer.wrap(octets)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** The text in Windows-1252; the five octets that are no letter there are read as in ISO 8859-1. */
    private static String windows(byte[] octets) {
        char[] letters = new String(octets, WINDOWS).toCharArray();
        for (int i = 0; i < letters.length; i++) {
            letters[i] = letters[i] == UNKNOWN ? (char) (octets[i] & 0xff) : letters[i];
        }
        return new String(letters);
    }

    /** The same for a string whose first octet of content names the set. */
    static Optional<String> meant(byte[] data, int content, int length) {
        return length == 0
                ? Optional.of("")
                : meant(data[content] & 0xff, Arrays.copyOfRange(data, content + 1, content + length));
    }
}

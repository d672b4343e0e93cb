// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.value;

import com.serotonin.bacnet4j.type.primitive.CharacterString;
import io.bms.bacnet.packet.BadPacketException;
import io.bms.bacnet.packet.Rewriting;
import io.bms.bacnet.packet.Tags;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;

/**
 * Rewrites strings in UCS-4 before the library sees them: those that name another character set than they have ({@link
 * SentText}), and those in sets that the library cannot read (ASHRAE 135, 20.2.9: JIS X 0208, and DBCS of other code
 * pages than 850). What the JDK cannot decode either is left, and the library refuses it. Thread: any.
 */
public final class CharacterSets {
    private static final int DBCS = 1;
    private static final int JIS = 2;
    private static final int LIBRARYS_CODE_PAGE = 850;
    /** The prefixes of Microsoft's code pages, then of IBM's. */
    private static final List<String> CODE_PAGE_PREFIXES = List.of("ms", "windows-", "cp");

    private CharacterSets() {}

    /**
     * The same data with every string readable; {@code data} itself if there is nothing to do. Its tags were found
     * sound.
     */
    public static byte[] readable(byte[] data, int tags) {
        Rewriting out = new Rewriting(data);
        try {
            Tags tag = new Tags(data, tags);
            while (tag.next()) {
                if (!tag.isContext() && tag.number() == Tags.CHARACTER_STRING) {
                    text(data, tag.content(), tag.length())
                            .ifPresent(text -> out.replace(
                                    tag.start(),
                                    tag.end(),
                                    Tags.tagged(new CharacterString(CharacterString.Encodings.ISO_10646_UCS_4, text))));
                }
            }
        } catch (BadPacketException e) {
            return data;
        }
        return out.whole();
    }

    private static Optional<String> text(byte[] data, int content, int length) {
        if (length > 1 && data[content] == JIS) {
            return decoded("x-JIS0208", data, content + 1, length - 1);
        }
        if (length > 3 && data[content] == DBCS) {
            int page = (data[content + 1] & 0xff) << 8 | data[content + 2] & 0xff;
            return page == LIBRARYS_CODE_PAGE
                    ? Optional.empty()
                    : CODE_PAGE_PREFIXES.stream()
                            .map(prefix -> prefix + page)
                            .filter(Charset::isSupported)
                            .findFirst()
                            .flatMap(name -> decoded(name, data, content + 3, length - 3));
        }
        return SentText.meant(data, content, length);
    }

    private static Optional<String> decoded(String charset, byte[] data, int from, int length) {
        try {
            return Charset.isSupported(charset)
                    ? Optional.of(Charset.forName(charset)
                            .newDecoder()
                            .decode(ByteBuffer.wrap(data, from, length))
                            .toString())
                    : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}

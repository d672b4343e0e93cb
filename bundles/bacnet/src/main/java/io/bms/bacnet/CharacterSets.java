package io.bms.bacnet;

import com.serotonin.bacnet4j.type.primitive.CharacterString;
import com.serotonin.bacnet4j.util.sero.ByteQueue;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;

/**
 * Writes strings in character sets that the library can not read (ASHRAE 135, 20.2.9: JIS X 0208, and DBCS of other code
 * pages than 850) in UCS-4 before it sees them. Where a Real or a Double belongs the library takes any four or eight octets
 * for one; a text in UCS-4 never has so many. What the JDK can not decode either stays, and the library refuses it. An
 * answer in segments is left as it is: it is asked for again in parts, each in one packet.
 */
final class CharacterSets {
    private static final int CONTEXT = 0x08;
    private static final int OPENING = 6;
    private static final int APPLICATION_BOOLEAN = 1;
    private static final int CHARACTER_STRING = 7;
    private static final int EXTENDED_LENGTH = 5;
    private static final int EXTENDED_NUMBER = 15;
    private static final int DBCS = 1;
    private static final int JIS = 2;
    private static final int LIBRARYS_CODE_PAGE = 850;
    /** How Microsoft's code pages are called, then IBM's. */
    private static final List<String> CODE_PAGE_PREFIXES = List.of("ms", "windows-", "cp");

    private final byte[] data;
    private final Cursor in;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(0);
    private int written;

    private CharacterSets(byte[] data) {
        this.data = data;
        in = new Cursor(data, data.length);
    }

    /** The same with every string readable; {@code data} itself if there is nothing to do. Its tags were found sound. */
    static byte[] readable(byte[] data, int tags) {
        CharacterSets sets = new CharacterSets(data);
        try {
            sets.in.skip(tags);
            while (sets.in.left() > 0) {
                sets.tag();
            }
        } catch (BadPacketException e) {
            return data;
        }
        return sets.whole();
    }

    private void tag() throws BadPacketException {
        int start = in.at();
        int initial = in.octet();
        int number = initial >> 4;
        boolean context = (initial & CONTEXT) != 0;
        if (number == EXTENDED_NUMBER) {
            in.skip(1);
        }
        int lengthValueType = initial & 0x07;
        if (context ? lengthValueType >= OPENING : number == APPLICATION_BOOLEAN) {
            return;
        }
        int length = lengthValueType == EXTENDED_LENGTH ? extendedLength() : lengthValueType;
        int content = in.at();
        in.skip(length);
        if (!context && number == CHARACTER_STRING) {
            text(content, length).ifPresent(text -> replace(start, text));
        }
    }

    private int extendedLength() throws BadPacketException {
        int length = in.octet();
        return length < 254 ? length : length == 254 ? in.word() : in.word() << 16 | in.word();
    }

    private Optional<String> text(int content, int length) {
        if (length > 1 && data[content] == JIS) {
            return decoded("x-JIS0208", content + 1, length - 1);
        }
        if (length > 3 && data[content] == DBCS) {
            int page = (data[content + 1] & 0xff) << 8 | data[content + 2] & 0xff;
            return page == LIBRARYS_CODE_PAGE ? Optional.empty() : CODE_PAGE_PREFIXES.stream()
                    .map(prefix -> prefix + page)
                    .filter(Charset::isSupported)
                    .findFirst()
                    .flatMap(name -> decoded(name, content + 3, length - 3));
        }
        return Optional.empty();
    }

    private Optional<String> decoded(String charset, int from, int length) {
        try {
            return Charset.isSupported(charset)
                    ? Optional.of(Charset.forName(charset).newDecoder().decode(ByteBuffer.wrap(data, from, length)).toString())
                    : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private void replace(int start, String text) {
        ByteQueue tagged = new ByteQueue();
        new CharacterString(CharacterString.Encodings.ISO_10646_UCS_4, text).write(tagged);
        out.write(data, written, start - written);
        out.writeBytes(tagged.popAll());
        written = in.at();
    }

    private byte[] whole() {
        if (written == 0) {
            return data;
        }
        out.write(data, written, data.length - written);
        return out.toByteArray();
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.packet;

import com.serotonin.bacnet4j.type.primitive.BitString;
import com.serotonin.bacnet4j.type.primitive.Boolean;
import com.serotonin.bacnet4j.type.primitive.CharacterString;
import com.serotonin.bacnet4j.type.primitive.Date;
import com.serotonin.bacnet4j.type.primitive.Double;
import com.serotonin.bacnet4j.type.primitive.Enumerated;
import com.serotonin.bacnet4j.type.primitive.Null;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import com.serotonin.bacnet4j.type.primitive.OctetString;
import com.serotonin.bacnet4j.type.primitive.Primitive;
import com.serotonin.bacnet4j.type.primitive.Real;
import com.serotonin.bacnet4j.type.primitive.SignedInteger;
import com.serotonin.bacnet4j.type.primitive.Time;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The primitive datatypes in the order of their tags (ASHRAE 135, 20.2.1.4). Thread: any. */
public enum ApplicationTag {
    NULL("a Null", Null.class, 0, 0),
    BOOLEAN("a Boolean", Boolean.class, 0, 0),
    UNSIGNED("an Unsigned", UnsignedInteger.class, 1, Integer.MAX_VALUE),
    INTEGER("an Integer", SignedInteger.class, 1, Integer.MAX_VALUE),
    REAL("a Real", Real.class, 4, 4),
    DOUBLE("a Double", Double.class, 8, 8),
    OCTET_STRING("an OctetString", OctetString.class, 0, Integer.MAX_VALUE),
    CHARACTER_STRING("a CharacterString", CharacterString.class, 1, Integer.MAX_VALUE),
    BIT_STRING("a BitString", BitString.class, 1, Integer.MAX_VALUE),
    ENUMERATED("an Enumerated", Enumerated.class, 1, Integer.MAX_VALUE),
    DATE("a Date", Date.class, 4, 4),
    TIME("a Time", Time.class, 4, 4),
    OBJECT_IDENTIFIER("an ObjectIdentifier", ObjectIdentifier.class, 4, 4);

    private static final List<Optional<ApplicationTag>> ALL =
            Stream.of(values()).map(Optional::of).toList();

    private final String words;
    private final Class<? extends Primitive> datatype;
    private final int shortest;
    private final int longest;

    ApplicationTag(String words, Class<? extends Primitive> datatype, int shortest, int longest) {
        this.words = words;
        this.datatype = datatype;
        this.shortest = shortest;
        this.longest = longest;
    }

    /** The datatype with this tag number, if there is one. */
    public static Optional<ApplicationTag> numbered(int number) {
        return number >= 0 && number < ALL.size() ? ALL.get(number) : Optional.empty();
    }

    /** The datatype that the library's class is made of, if it is only one. */
    public static Optional<ApplicationTag> of(Class<?> datatype) {
        return Stream.of(values())
                .filter(tag -> tag.datatype.isAssignableFrom(datatype))
                .findFirst();
    }

    /** A value of this datatype can have this many octets. */
    public boolean takes(int length) {
        return length >= shortest && length <= longest;
    }

    public boolean isWholeNumber() {
        return this == UNSIGNED || this == INTEGER || this == ENUMERATED;
    }

    /** The name of the datatype with its article. */
    public String words() {
        return words;
    }
}

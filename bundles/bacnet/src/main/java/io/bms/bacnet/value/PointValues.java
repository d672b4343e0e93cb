// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.value;

import com.serotonin.bacnet4j.exception.BACnetErrorException;
import com.serotonin.bacnet4j.type.AmbiguousValue;
import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.EncodedValue;
import com.serotonin.bacnet4j.type.constructed.ChannelValue;
import com.serotonin.bacnet4j.type.constructed.Choice;
import com.serotonin.bacnet4j.type.constructed.DateTime;
import com.serotonin.bacnet4j.type.enumerated.BinaryPV;
import com.serotonin.bacnet4j.type.primitive.BitString;
import com.serotonin.bacnet4j.type.primitive.CharacterString;
import com.serotonin.bacnet4j.type.primitive.Date;
import com.serotonin.bacnet4j.type.primitive.Enumerated;
import com.serotonin.bacnet4j.type.primitive.Null;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import com.serotonin.bacnet4j.type.primitive.OctetString;
import com.serotonin.bacnet4j.type.primitive.Primitive;
import com.serotonin.bacnet4j.type.primitive.Real;
import com.serotonin.bacnet4j.type.primitive.SignedInteger;
import com.serotonin.bacnet4j.type.primitive.Time;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import com.serotonin.bacnet4j.util.sero.ByteQueue;
import io.bms.api.point.PointValue;
import io.bms.api.point.StatusFlag;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** BACnet's typed values as the gateway's. Thread: any. */
public final class PointValues {
    private static final BigInteger LONGEST = BigInteger.valueOf(Long.MAX_VALUE);

    private PointValues() {}

    public static PointValue of(Encodable value) {
        if (value instanceof Real real) {
            return new PointValue.Real(real.floatValue());
        }
        if (value instanceof com.serotonin.bacnet4j.type.primitive.Double number) {
            return new PointValue.Double(number.doubleValue());
        }
        if (value instanceof BinaryPV state && state.intValue() <= 1) {
            return new PointValue.Bool(state.equals(BinaryPV.active));
        }
        if (value instanceof com.serotonin.bacnet4j.type.primitive.Boolean truth) {
            return new PointValue.Bool(truth.booleanValue());
        }
        if (value instanceof UnsignedInteger number) {
            return integer(number.bigIntegerValue());
        }
        if (value instanceof SignedInteger number) {
            return integer(number.bigIntegerValue());
        }
        if (value instanceof Enumerated number) {
            return integer(number.bigIntegerValue());
        }
        if (value instanceof Null) {
            return PointValue.NULL;
        }
        if (value instanceof ChannelValue channel) {
            return of(channel.getValue());
        }
        Encodable typed = typed(value);
        if (typed != value) {
            return of(typed);
        }
        return data(value).map(PointValues::octets).orElseGet(() -> new PointValue.Text(text(value)));
    }

    /**
     * For a value that the library has no type for: the primitive that its tag names, if it is a single one. Else the
     * same value.
     */
    public static Encodable typed(Encodable value) {
        Optional<byte[]> data = data(value).filter(octets -> octets.length > 0 && Primitive.isPrimitive(octets[0]));
        if (data.isPresent()) {
            ByteQueue queue = new ByteQueue(data.get());
            try {
                Primitive primitive = Primitive.createPrimitive(queue);
                return queue.size() == 0 ? primitive : value;
            } catch (BACnetErrorException | RuntimeException e) {
                // The library answers broken data so.
                return value;
            }
        }
        return value;
    }

    private static Optional<byte[]> data(Encodable value) {
        if (value instanceof EncodedValue encoded) {
            return Optional.of(encoded.getData());
        }
        return value instanceof AmbiguousValue ambiguous ? Optional.of(ambiguous.getData()) : Optional.empty();
    }

    private static PointValue integer(BigInteger number) {
        return number.compareTo(LONGEST) > 0
                ? new PointValue.Text(number.toString())
                : new PointValue.Integer(number.longValue());
    }

    private static PointValue octets(byte[] data) {
        return new PointValue.Text("X'" + HexFormat.of().withUpperCase().formatHex(data) + "'");
    }

    private static String text(Encodable value) {
        if (value instanceof CharacterString string) {
            return string.getValue();
        }
        if (value instanceof Date date) {
            return date(date);
        }
        if (value instanceof Time time) {
            return time(time);
        }
        if (value instanceof DateTime moment) {
            return date(moment.getDate()) + " " + time(moment.getTime());
        }
        if (value instanceof BitString bits) {
            return bits(bits);
        }
        if (value instanceof OctetString octets) {
            return "X'" + HexFormat.of().withUpperCase().formatHex(octets.getBytes()) + "'";
        }
        if (value instanceof ObjectIdentifier object) {
            return ObjectTypes.name(object.getObjectType()).orElse("reserved") + "," + object.getInstanceNumber();
        }
        if (value instanceof Choice choice) {
            return text(choice.getDatum());
        }
        return String.valueOf(value);
    }

    private static String date(Date date) {
        return (date.getYear() == Date.UNSPECIFIED_YEAR ? "*" : String.valueOf(date.getCenturyYear())) + "-"
                + part(date.getMonth().getId() & 0xff) + "-" + part(date.getDay());
    }

    private static String time(Time time) {
        return part(time.getHour()) + ":" + part(time.getMinute()) + ":" + part(time.getSecond()) + "."
                + part(time.getHundredth());
    }

    /** Two digits, or the standard's wildcard. */
    private static String part(int number) {
        return number == Time.UNSPECIFIC ? "*" : String.format(Locale.ROOT, "%02d", number);
    }

    private static String bits(BitString bits) {
        StringBuilder text = new StringBuilder("B'");
        for (boolean bit : bits.getValue()) {
            text.append(bit ? '1' : '0');
        }
        return text.append('\'').toString();
    }

    /** The double that is written with the same digits: 0.2 and not 0.20000000298. */
    public static double shortest(float real) {
        return Double.parseDouble(Float.toString(real));
    }

    /** Status flags, in whatever form the library gives them. */
    public static Set<StatusFlag> flags(BitString bits) {
        Set<StatusFlag> flags = EnumSet.noneOf(StatusFlag.class);
        boolean[] values = bits.getValue();
        for (StatusFlag flag : StatusFlag.values()) {
            if (flag.ordinal() < values.length && values[flag.ordinal()]) {
                flags.add(flag);
            }
        }
        return flags;
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.primitive.CharacterString;
import com.serotonin.bacnet4j.type.primitive.Double;
import com.serotonin.bacnet4j.type.primitive.Enumerated;
import com.serotonin.bacnet4j.type.primitive.Real;
import io.bms.bacnet.value.PointValues;
import io.bms.bacnet.value.Texts;
import java.util.Optional;

/**
 * Whether a device has what was written, compared as the datatype that both have on the wire. Thread: any.
 *
 * @param resolution the smallest change that the object recognizes (Resolution, ASHRAE 135, 12.2.12), if it names one
 */
record SameValue(Optional<Float> resolution) {
    static final SameValue EXACTLY = new SameValue(Optional.empty());

    /** A device that computes in fixed point gives back a REAL that is off in its last digits. */
    private static final float RELATIVE = 1e-6f;

    SameValue {
        resolution = resolution.filter(step -> Float.isFinite(step) && step > 0);
    }

    /**
     * The two are equal, but for what a REAL loses on its way, a Double in a device that computes in REAL, and a text
     * in a buffer of fixed length.
     */
    boolean test(Encodable one, Encodable other) {
        if (one instanceof Enumerated number && other instanceof Enumerated written) {
            return number.intValue() == written.intValue();
        }
        if (one instanceof CharacterString text && other instanceof CharacterString written) {
            return Texts.readable(text.getValue()).equals(Texts.readable(written.getValue()));
        }
        if (one instanceof Double number && other instanceof Double written) {
            return (float) number.doubleValue() == (float) written.doubleValue();
        }
        return PointValues.of(one).equals(PointValues.of(other))
                || one instanceof Real number
                        && other instanceof Real written
                        && isWithin(
                                number,
                                written,
                                RELATIVE * Math.max(Math.abs(number.floatValue()), Math.abs(written.floatValue())));
    }

    /**
     * The present value is what was written, as far as the object's resolution can tell. A value that stands where it
     * stood before the write was not taken.
     */
    boolean isTaken(Encodable present, Encodable written, Encodable before) {
        return test(present, written)
                || resolution.isPresent()
                        && present instanceof Real now
                        && written instanceof Real wanted
                        && !present.equals(before)
                        && isWithin(now, wanted, Math.nextDown(resolution.get()));
    }

    private static boolean isWithin(Real one, Real other, float distance) {
        return Math.abs(one.floatValue() - other.floatValue()) <= distance;
    }
}

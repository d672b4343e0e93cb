// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.bacnet;

import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.enumerated.BinaryPV;
import com.serotonin.bacnet4j.type.primitive.Real;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import io.bms.simulator.point.Shape;

/** Turns the simulation's doubles into present values, at the sensor's resolution, and back. */
interface Codec {
    Encodable encode(double value);

    double decode(Encodable value);

    static Codec of(Shape shape) {
        return shape.accept(new Shape.Visitor<>() {
            @Override
            public Codec analog(Shape.Analog analog) {
                return new Analog(1 / analog.resolution());
            }

            @Override
            public Codec binary(Shape.Binary binary) {
                return new Binary();
            }

            @Override
            public Codec multiState(Shape.MultiState multiState) {
                return new MultiState(multiState.texts().size());
            }
        });
    }

    /** Rounds by dividing by a whole number, so that 21.3 is the float that prints as 21.3. */
    record Analog(double partsPerUnit) implements Codec {
        @Override
        public Encodable encode(double value) {
            return new Real((float) (Math.round(value * partsPerUnit) / partsPerUnit));
        }

        @Override
        public double decode(Encodable value) {
            return ((Real) value).floatValue();
        }
    }

    record Binary() implements Codec {
        @Override
        public Encodable encode(double value) {
            return value >= 0.5 ? BinaryPV.active : BinaryPV.inactive;
        }

        @Override
        public double decode(Encodable value) {
            return value.equals(BinaryPV.active) ? 1 : 0;
        }
    }

    record MultiState(int states) implements Codec {
        @Override
        public Encodable encode(double value) {
            return new UnsignedInteger(Math.max(1, Math.min(states, Math.round(value))));
        }

        @Override
        public double decode(Encodable value) {
            return ((UnsignedInteger) value).longValue();
        }
    }
}

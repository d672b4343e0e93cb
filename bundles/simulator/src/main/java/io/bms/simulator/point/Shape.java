// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.point;

import java.util.List;
import java.util.Optional;

/** What a point's values look like. Inside the simulation all are doubles: the number itself, 0 and 1, or 1 to n. */
public sealed interface Shape {
    <T> T accept(Visitor<T> visitor);

    /** One case for each shape. */
    interface Visitor<T> {
        T analog(Analog shape);

        T binary(Binary shape);

        T multiState(MultiState shape);
    }

    /** A number with the resolution of its sensor, the change that is worth a notification, and what may be written. */
    record Analog(Unit unit, double resolution, double covIncrement, Optional<Range> range) implements Shape {
        Analog(Unit unit, double resolution, double covIncrement) {
            this(unit, resolution, covIncrement, Optional.empty());
        }

        /** The same, with the least and the most that may be written. */
        Analog within(double min, double max) {
            return new Analog(unit, resolution, covIncrement, Optional.of(new Range(min, max)));
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.analog(this);
        }
    }

    record Binary(String inactiveText, String activeText) implements Shape {
        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.binary(this);
        }
    }

    record MultiState(List<String> texts) implements Shape {
        public MultiState {
            texts = List.copyOf(texts);
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.multiState(this);
        }
    }

    /** The least and the most, both included. */
    record Range(double min, double max) {}
}

package io.bms.simulator.point;

import java.util.List;

/** What a point's values look like. Inside the simulation all are doubles: the number itself, 0 and 1, or 1 to n. */
public sealed interface Shape {
    <T> T accept(Visitor<T> visitor);

    /** One case for each shape. */
    interface Visitor<T> {
        T analog(Analog shape);

        T binary(Binary shape);

        T multiState(MultiState shape);
    }

    /** A number with the resolution of its sensor and the change that is worth a notification. */
    record Analog(Unit unit, double resolution, double covIncrement) implements Shape {
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
}

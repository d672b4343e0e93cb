// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.point;

import io.bms.simulator.building.Actuator;
import io.bms.simulator.building.Setting;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;

/**
 * How a point hangs on the building: what goes into the model before it advances, and what comes out of it after. A
 * client may write NaN or infinity, as BACnet allows; the building keeps what it had, or it would never recover.
 */
public sealed interface Port {
    double initial();

    void pull(Terminal terminal);

    void push(Terminal terminal);

    /** A sensor. */
    record Reading(DoubleSupplier source) implements Port {
        @Override
        public double initial() {
            return source.getAsDouble();
        }

        @Override
        public void pull(Terminal terminal) {
            // Nobody tells a sensor what it measures.
        }

        @Override
        public void push(Terminal terminal) {
            terminal.publish(source.getAsDouble());
        }
    }

    /** A setpoint or mode: clients write it, the building obeys. */
    record Target(Setting setting) implements Port {
        @Override
        public double initial() {
            return setting.value();
        }

        @Override
        public void pull(Terminal terminal) {
            double value = terminal.value();
            if (Double.isFinite(value)) {
                setting.set(value);
            }
        }

        @Override
        public void push(Terminal terminal) {
            // The building never changes what was set.
        }
    }

    /** A control output: the control program commands it, unless an operator has. */
    record Output(Actuator actuator) implements Port {
        @Override
        public double initial() {
            return actuator.program();
        }

        @Override
        public void pull(Terminal terminal) {
            OptionalDouble operator = terminal.override();
            if (operator.isEmpty()) {
                actuator.release();
            } else if (Double.isFinite(operator.getAsDouble())) {
                actuator.override(operator.getAsDouble());
            }
        }

        @Override
        public void push(Terminal terminal) {
            terminal.command(actuator.program());
        }
    }
}

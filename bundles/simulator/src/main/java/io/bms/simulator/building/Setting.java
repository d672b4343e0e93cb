// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.building;

/** What an operator sets and nothing else changes: a setpoint, a limit, a mode. */
public final class Setting {
    private double value;

    public Setting(double initial) {
        value = initial;
    }

    public double value() {
        return value;
    }

    public void set(double wanted) {
        value = wanted;
    }

    boolean on() {
        return value >= 0.5;
    }

    boolean is(int state) {
        return Math.round(value) == state;
    }
}

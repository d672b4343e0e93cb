// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.building;

/** A control output: it follows its control loop until an operator takes it over, and again once it is released. */
public final class Actuator {
    private double program;
    private double taken;
    private boolean override;

    public Actuator(double initial) {
        program = initial;
    }

    void follow(double wanted) {
        program = wanted;
    }

    /** Holds the output at an operator's value, whatever the loop wants. */
    public void override(double value) {
        taken = value;
        override = true;
    }

    public void release() {
        override = false;
    }

    /** What the loop wants. */
    public double program() {
        return program;
    }

    /** What the equipment gets. */
    public double value() {
        return override ? taken : program;
    }

    boolean on() {
        return value() >= 0.5;
    }

    double fraction() {
        return Math.max(0, Math.min(1, value() / 100));
    }
}

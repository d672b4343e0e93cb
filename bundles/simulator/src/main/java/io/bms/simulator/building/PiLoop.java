// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.building;

/** A proportional-integral loop with an output from -1 (full cooling) to 1 (full heating) that does not wind up. */
final class PiLoop {
    private final double gain;
    private final double integralHours;
    private double integral;

    PiLoop(double gain, double integralHours) {
        this.gain = gain;
        this.integralHours = integralHours;
    }

    double step(double error, double hours) {
        double proportional = gain * error;
        double wanted = integral + proportional * hours / integralHours;
        integral = clamp(wanted);
        return clamp(proportional + integral);
    }

    void reset() {
        integral = 0;
    }

    private static double clamp(double value) {
        return Math.max(-1, Math.min(1, value));
    }
}

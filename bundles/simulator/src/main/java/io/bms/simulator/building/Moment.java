// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.building;

/** A moment of simulated time, in hours since the midnight before the simulation started. */
public record Moment(double hours) {
    public double hourOfDay() {
        return hours % 24;
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.building;

import java.util.Random;

/** A meter: a rate now, and the total that it has added up. The total starts as a meter's does that is not new. */
public final class Meter {
    private final double share;
    private double rate;
    private double total;

    Meter(Random random, double share, double oldTotal) {
        this.share = share;
        total = Math.round(oldTotal * (0.5 + random.nextDouble()));
    }

    void step(double hours, double buildingRate) {
        rate = share * buildingRate;
        total += rate * hours;
    }

    public double rate() {
        return rate;
    }

    public double total() {
        return total;
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.building;

import java.util.Random;

/**
 * Noise without state: a sum of slow waves with phases from a seed, between -1 and 1. Being a function of time only, it
 * is the same however finely the simulation is stepped.
 */
final class Wobble {
    private static final double[] PERIOD_HOURS = {0.07, 0.23, 0.77, 2.9};
    private static final double[] WEIGHT = {0.2, 0.2, 0.25, 0.35};

    private final double[] phase = new double[PERIOD_HOURS.length];

    Wobble(Random random) {
        for (int i = 0; i < phase.length; i++) {
            phase[i] = random.nextDouble() * 2 * Math.PI;
        }
    }

    double at(Moment now) {
        double sum = 0;
        for (int i = 0; i < phase.length; i++) {
            sum += WEIGHT[i] * Math.sin(2 * Math.PI * now.hours() / PERIOD_HOURS[i] + phase[i]);
        }
        return sum;
    }
}

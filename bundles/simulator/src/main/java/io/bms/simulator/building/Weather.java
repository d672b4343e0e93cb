// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.building;

import java.util.Random;

/** A bright day in spring, over and over: cool at night, warm enough in the afternoon that cooling is wanted. */
public final class Weather {
    private static final double MEAN_TEMPERATURE = 16;
    private static final double DAILY_SWING = 8;
    private static final double WARMEST_HOUR = 15;

    private final Wobble clouds;
    private final Wobble air;

    public Weather(long seed) {
        Random random = new Random(seed);
        clouds = new Wobble(random);
        air = new Wobble(random);
    }

    public double temperature(Moment now) {
        double day = Math.cos(2 * Math.PI * (now.hourOfDay() - WARMEST_HOUR) / 24);
        return MEAN_TEMPERATURE + DAILY_SWING * day + 0.8 * air.at(now);
    }

    /** Sunshine from 0 (night) to 1 (clear noon). */
    double sun(Moment now) {
        double height = Math.sin(Math.PI * (now.hourOfDay() - 6) / 13);
        return Math.max(0, height) * (0.75 + 0.25 * clouds.at(now));
    }

    /** How full the building is, from 0 to 1: people come from 7 to 9, have lunch, and leave from 17 to 19. */
    static double occupancy(Moment now) {
        double hour = now.hourOfDay();
        double arrived = ramp(hour, 7, 9) - ramp(hour, 17, 19);
        double atLunch = hour > 12 && hour < 13 ? 0.4 : 0;
        return Math.max(0.02, arrived - atLunch);
    }

    static boolean workingHours(Moment now) {
        return now.hourOfDay() >= 6 && now.hourOfDay() < 19;
    }

    private static double ramp(double hour, double from, double to) {
        return Math.max(0, Math.min(1, (hour - from) / (to - from)));
    }
}

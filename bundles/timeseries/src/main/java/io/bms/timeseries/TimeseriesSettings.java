// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import io.bms.settings.UnusableSetting;
import java.time.Duration;

/**
 * The configuration, checked.
 *
 * @param packRows unpacked samples at which they are packed, 0 to choose by the number of points
 */
record TimeseriesSettings(Duration retention, long maxBytes, int packRows) {
    private static final int MAX_DAYS = 36_500;
    private static final int MIN_MB = 16;
    private static final int MAX_MB = 1_000_000;
    private static final int MIN_ROWS = 1_000;
    private static final int MAX_ROWS = 10_000_000;
    static final int ROWS = 32_768;
    private static final int ROWS_PER_POINT = 128;
    static final int LEAST = 32;

    TimeseriesSettings(Duration retention, long maxBytes) {
        this(retention, maxBytes, 0);
    }

    static TimeseriesSettings of(TimeseriesConfig config) {
        UnusableSetting.unlessWithin("retentionDays", config.retentionDays(), 1, MAX_DAYS);
        UnusableSetting.unlessWithin("maxDatabaseMb", config.maxDatabaseMb(), MIN_MB, MAX_MB);
        if (config.packRows() != 0) {
            UnusableSetting.unlessWithin("packRows", config.packRows(), MIN_ROWS, MAX_ROWS);
        }
        return new TimeseriesSettings(
                Duration.ofDays(config.retentionDays()), config.maxDatabaseMb() * 1_048_576L, config.packRows());
    }

    /** When packing is worth while: on a large site later, so that a block holds as many on average. */
    long rowsToPack(int points) {
        return packRows != 0 ? packRows : Math.max(ROWS, (long) ROWS_PER_POINT * points);
    }

    /** A point with fewer rows keeps them until they are worth a block. */
    int leastOfAPoint(int points) {
        return packRows == 0 ? LEAST : (int) Math.max(2, Math.min(LEAST, packRows / (2L * Math.max(1, points))));
    }
}

package io.bms.timeseries;

import java.time.Duration;

/** The configuration, checked. */
record TimeseriesSettings(Duration retention, long maxBytes) {
    private static final int MAX_DAYS = 36_500;
    private static final int MIN_MB = 16;
    private static final int MAX_MB = 1_000_000;

    static TimeseriesSettings of(TimeseriesConfig config) {
        require("retentionDays", config.retentionDays(), 1, MAX_DAYS);
        require("maxDatabaseMb", config.maxDatabaseMb(), MIN_MB, MAX_MB);
        return new TimeseriesSettings(Duration.ofDays(config.retentionDays()), config.maxDatabaseMb() * 1_048_576L);
    }

    private static void require(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException("io.bms.timeseries: " + key + " = " + value
                    + " is not allowed; use " + min + " to " + max);
        }
    }
}

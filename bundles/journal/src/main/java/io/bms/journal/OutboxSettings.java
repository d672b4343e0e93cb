// SPDX-License-Identifier: GPL-3.0-only
package io.bms.journal;

import java.time.Duration;

/** The configuration, checked. */
record OutboxSettings(long maxBytes, Duration maxAge) {
    static OutboxSettings of(OutboxConfig config) {
        require("outboxMaxMb", config.outboxMaxMb(), 100_000);
        require("outboxMaxHours", config.outboxMaxHours(), 8_760);
        return new OutboxSettings(config.outboxMaxMb() * 1_048_576L, Duration.ofHours(config.outboxMaxHours()));
    }

    private static void require(String key, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(
                    "io.bms.journal: " + key + " = " + value + " is not allowed; use 1 to " + max);
        }
    }
}

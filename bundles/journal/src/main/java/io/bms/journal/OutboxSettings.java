// SPDX-License-Identifier: GPL-3.0-only
package io.bms.journal;

import io.bms.settings.UnusableSetting;
import java.time.Duration;

/** The configuration, checked. */
record OutboxSettings(long maxBytes, Duration maxAge) {
    static OutboxSettings of(OutboxConfig config) {
        UnusableSetting.unlessWithin("outboxMaxMb", config.outboxMaxMb(), 1, 100_000);
        UnusableSetting.unlessWithin("outboxMaxHours", config.outboxMaxHours(), 1, 8_760);
        return new OutboxSettings(config.outboxMaxMb() * 1_048_576L, Duration.ofHours(config.outboxMaxHours()));
    }
}

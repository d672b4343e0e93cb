// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.settings.UnusableSetting;
import java.time.Duration;

/**
 * The configuration, checked.
 *
 * @param deviceEvents how often devices are asked for their events; zero: never
 */
record AlarmSettings(Duration deviceSilent, Duration pointsUnreadable, Duration deviceEvents, Duration eventRetention) {
    private static final int MAX_SECONDS = 86_400;

    static AlarmSettings of(AlarmConfig config) {
        UnusableSetting.unlessWithin("deviceSilentSeconds", config.deviceSilentSeconds(), 10, MAX_SECONDS);
        UnusableSetting.unlessWithin("pointsUnreadableSeconds", config.pointsUnreadableSeconds(), 10, MAX_SECONDS);
        if (config.deviceEventsSeconds() != 0) {
            UnusableSetting.unlessWithin("deviceEventsSeconds", config.deviceEventsSeconds(), 30, MAX_SECONDS);
        }
        UnusableSetting.unlessWithin("eventRetentionDays", config.eventRetentionDays(), 1, 3_650);
        return new AlarmSettings(
                Duration.ofSeconds(config.deviceSilentSeconds()),
                Duration.ofSeconds(config.pointsUnreadableSeconds()),
                Duration.ofSeconds(config.deviceEventsSeconds()),
                Duration.ofDays(config.eventRetentionDays()));
    }
}

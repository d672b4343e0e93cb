// SPDX-License-Identifier: GPL-3.0-only
package io.bms.heartbeat;

import io.bms.settings.UnusableSetting;
import java.time.Duration;

/** The configuration, checked. */
record HeartbeatSettings(Duration interval) {
    private static final int MAX_SECONDS = 3_600;

    static HeartbeatSettings of(HeartbeatConfig config) {
        return new HeartbeatSettings(Duration.ofSeconds(UnusableSetting.unlessWithin(
                "heartbeatIntervalSeconds", config.heartbeatIntervalSeconds(), 1, MAX_SECONDS)));
    }
}

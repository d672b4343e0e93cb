// SPDX-License-Identifier: GPL-3.0-only
package io.bms.heartbeat;

import java.time.Duration;

/** The configuration, checked. */
record HeartbeatSettings(Duration interval) {
    private static final int MAX_SECONDS = 3_600;

    static HeartbeatSettings of(HeartbeatConfig config) {
        int seconds = config.heartbeatIntervalSeconds();
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw new IllegalArgumentException("io.bms.heartbeat: heartbeatIntervalSeconds = " + seconds
                    + " is not allowed; use 1 to " + MAX_SECONDS);
        }
        return new HeartbeatSettings(Duration.ofSeconds(seconds));
    }
}

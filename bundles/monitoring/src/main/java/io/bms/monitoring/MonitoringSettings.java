// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import java.time.Duration;

/** The configuration, checked. */
record MonitoringSettings(
        Duration discoveryTimeout,
        int retryAttempts,
        Duration retryDelay,
        Duration covSafetyPoll,
        WriteEnvelope envelope) {
    static MonitoringSettings of(MonitoringConfig config) {
        return new MonitoringSettings(
                Duration.ofSeconds(within("discoveryTimeoutSeconds", config.discoveryTimeoutSeconds(), 1, 600)),
                within("retryAttempts", config.retryAttempts(), 0, 100),
                Duration.ofSeconds(within("retryDelaySeconds", config.retryDelaySeconds(), 1, 3_600)),
                Duration.ofSeconds(within("covSafetyPollSeconds", config.covSafetyPollSeconds(), 10, 86_400)),
                WriteEnvelope.of(config));
    }

    static int within(String key, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(
                    "io.bms.monitoring: " + key + " = " + value + " is not allowed; use " + low + " to " + high);
        }
        return value;
    }
}

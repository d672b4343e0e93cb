// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import static io.bms.settings.UnusableSetting.unlessWithin;

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
                Duration.ofSeconds(unlessWithin("discoveryTimeoutSeconds", config.discoveryTimeoutSeconds(), 1, 600)),
                unlessWithin("retryAttempts", config.retryAttempts(), 0, 100),
                Duration.ofSeconds(unlessWithin("retryDelaySeconds", config.retryDelaySeconds(), 1, 3_600)),
                Duration.ofSeconds(unlessWithin("covSafetyPollSeconds", config.covSafetyPollSeconds(), 10, 86_400)),
                WriteEnvelope.of(config));
    }
}

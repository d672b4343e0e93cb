// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.lang.annotation.Annotation;
import java.time.Duration;
import org.junit.Test;

public class MonitoringSettingsTest {
    @Test
    public void of_shippedValues_areTaken() {
        assertEquals(
                new MonitoringSettings(
                        Duration.ofSeconds(30), 3, Duration.ofSeconds(5), Duration.ofSeconds(300), WriteEnvelope.OPEN),
                MonitoringSettings.of(new Config(30, 3, 5, 300, "", "", 1, 0)));
    }

    @Test
    public void of_valueOutOfRange_namesKeyValueAndRange() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> MonitoringSettings.of(new Config(601, 3, 5, 300, "", "", 1, 0)))
                .getMessage();
        assertTrue(message, message.contains("discoveryTimeoutSeconds = 601 is not allowed; use 1 to 600"));
    }

    record Config(
            int discoveryTimeoutSeconds,
            int retryAttempts,
            int retryDelaySeconds,
            int covSafetyPollSeconds,
            String writeAllow,
            String writeRanges,
            int writeHighestPriority,
            int writeLeaseSeconds)
            implements MonitoringConfig {
        @Override
        public Class<? extends Annotation> annotationType() {
            return MonitoringConfig.class;
        }
    }
}

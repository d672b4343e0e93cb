// SPDX-License-Identifier: GPL-3.0-only
package io.bms.heartbeat;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.lang.annotation.Annotation;
import java.time.Duration;
import org.junit.Test;

public class HeartbeatSettingsTest {
    @Test
    public void of_shippedValue_isTaken() {
        assertEquals(
                Duration.ofSeconds(30), HeartbeatSettings.of(new Config(30)).interval());
    }

    @Test
    public void of_zero_namesKeyValueAndRange() {
        String message = assertThrows(IllegalArgumentException.class, () -> HeartbeatSettings.of(new Config(0)))
                .getMessage();
        assertTrue(message, message.contains("heartbeatIntervalSeconds = 0 is not allowed; use 1 to 3600"));
    }

    private record Config(int heartbeatIntervalSeconds) implements HeartbeatConfig {
        @Override
        public Class<? extends Annotation> annotationType() {
            return HeartbeatConfig.class;
        }
    }
}

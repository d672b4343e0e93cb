// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.bms.text.BrokerUrl;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

public final class UplinkSettingsTest {
    private static UplinkSettings with(String key, Object value) {
        return UplinkSettings.of((UplinkConfig) Proxy.newProxyInstance(
                UplinkConfig.class.getClassLoader(),
                new Class<?>[] {UplinkConfig.class},
                (self, method, arguments) -> method.getName().equals(key) ? value : method.getDefaultValue()));
    }

    @Test
    public void hosts_areSeveral_eachWithOrWithoutTls() {
        UplinkSettings settings = with("hosts", "mqtts://a.example.org, b.example.org:1884 ,");
        assertEquals(
                List.of(BrokerUrl.parse("mqtts://a.example.org:8883"), BrokerUrl.parse("b.example.org:1884")),
                settings.hosts());
        assertEquals(Duration.ofMinutes(15), settings.confirm());
        assertEquals(Optional.empty(), settings.clientId());
    }

    @Test
    public void limits_areThoseOfTheMetatype() {
        for (Map.Entry<String, int[]> limit : Map.of(
                        "batchIntervalSeconds", new int[] {1, 3_600},
                        "confirmSeconds", new int[] {1, 86_400},
                        "backfillBytesPerMinute", new int[] {1_000, 100_000_000},
                        "outboxMaxMb", new int[] {1, 10_000},
                        "outboxMaxHours", new int[] {1, 8_760})
                .entrySet()) {
            String key = limit.getKey();
            with(key, limit.getValue()[0]);
            with(key, limit.getValue()[1]);
            assertThrows(key, IllegalArgumentException.class, () -> with(key, limit.getValue()[0] - 1));
            assertThrows(key, IllegalArgumentException.class, () -> with(key, limit.getValue()[1] + 1));
        }
    }

    @Test
    public void whatCannotBe_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> with("hosts", "http://a"));
        assertThrows(IllegalArgumentException.class, () -> with("prefix", "a/#"));
        assertThrows(IllegalArgumentException.class, () -> with("prefix", ""));
        assertThrows(IllegalArgumentException.class, () -> with("clientId", "with blank"));
        assertThrows(IllegalArgumentException.class, () -> with("clientId", "x".repeat(129)));
    }

    @Test
    public void everyKey_standsInTheDocumentation() throws Exception {
        String page = Files.readString(Path.of("../../docs/fleet.md"));
        for (Method key : UplinkConfig.class.getDeclaredMethods()) {
            assertEquals(key.getName(), true, page.contains("`" + key.getName() + "`"));
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.Role;
import io.bms.mqtt.link.BrokerEndpoint;
import io.bms.mqtt.link.LinkException;
import io.bms.tls.TlsFiles;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class MqttSettingsTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void of_noHost_meansTheEmbeddedBroker() throws LinkException {
        MqttSettings settings = MqttSettings.of(new Config(" ", 1883, "", 60, 100));
        assertEquals(new MqttSettings(Optional.empty(), Duration.ofSeconds(60), 100), settings);
        CurrentBroker endpoints = new CurrentBroker(settings.external());
        assertEquals(Optional.empty(), endpoints.current());
        FakeEmbedded first = new FakeEmbedded(1, Map.of());
        endpoints.embedded(first);
        endpoints.embedded(new FakeEmbedded(2, Map.of()));
        endpoints.embeddedGone(first);
        assertEquals(
                Optional.of(new BrokerEndpoint("127.0.0.1", 2, Optional.empty(), Optional.of("u"), Optional.of("p"))),
                endpoints.current());
    }

    @Test
    public void unproven_isARoleOfPeopleOrNone() {
        assertEquals(Optional.empty(), MqttSettings.unproven("none"));
        assertEquals(Optional.of(Role.OPERATOR), MqttSettings.unproven("operator"));
        assertEquals(Optional.of(Role.ADMIN), MqttSettings.unproven("admin"));
        for (String bad : List.of("", "service", "Operator", "root")) {
            assertThrows(bad, IllegalArgumentException.class, () -> MqttSettings.unproven(bad));
        }
    }

    @Test
    public void of_hostWithPort_winsOverPort() throws LinkException {
        assertEquals("tcp://broker:8883", uri("broker:8883"));
        assertEquals("tcp://broker:1884", uri("broker"));
        assertEquals("tcp://[::1]:1884", uri("::1"));
    }

    @Test
    public void of_addressesAsPeopleWriteThem_areUnderstood() throws LinkException {
        assertEquals("tcp://[::1]:8883", uri("[::1]:8883"));
        assertEquals("tcp://[::1]:1884", uri("[::1]"));
        assertEquals("tcp://[fe80::1%eth0]:1884", uri(" fe80::1%eth0 "));
        assertEquals("tcp://broker:1883", uri("mqtt://broker"));
        assertEquals("tcp://broker:1885", uri("tcp://broker:1885/"));
        assertEquals("ssl://broker:8883", uri("mqtts://broker"));
        assertEquals("ssl://[2001:db8::5]:8884", uri("MQTTS://[2001:db8::5]:8884"));
        assertEquals("tcp://my_broker:1884", uri("my_broker"));
        assertEquals("tcp://10.0.0.5:1884", uri("\t10.0.0.5\t"));
    }

    @Test
    public void of_addressesThatAreNone_sayWhatToWrite() {
        for (String wrong : new String[] {
            "http://broker",
            "ws://broker",
            "[::1",
            "[::1]x",
            "[broker]:1883",
            "broker:",
            "broker:99999",
            "broker:-1",
            "bro ker",
            "user@broker",
            "broker/path",
            "x:y:z",
            ":1883",
            "://",
            "mqtt://"
        }) {
            assertMessage("host = " + wrong, new Config(wrong, 1, "", 60, 100));
            assertMessage("; write host", new Config(wrong, 1, "", 60, 100));
        }
    }

    @Test
    public void of_whatIsNotAllowed_isNamed() {
        assertMessage("port = 0", new Config("broker", 0, "", 60, 100));
        assertMessage("'x' is not a port", new Config("broker:x", 1, "", 60, 100));
        assertMessage("batchIntervalSeconds = 0", new Config("", 1, "", 0, 100));
        assertMessage("maxBatchSize = 10001", new Config("", 1, "", 60, 10_001));
    }

    @Test
    public void current_passwordFile_isReadEachTime() throws IOException, LinkException {
        Path file = folder.newFile().toPath();
        CurrentBroker endpoints = new CurrentBroker(MqttSettings.of(new Config("broker", 1, file.toString(), 60, 100))
                .external());
        Files.writeString(file, "one\n");
        assertEquals(Optional.of("one"), endpoints.current().orElseThrow().password());
        Files.writeString(file, "two");
        assertEquals(Optional.of("two"), endpoints.current().orElseThrow().password());
        Files.delete(file);
        LinkException refused = assertThrows(LinkException.class, endpoints::current);
        assertTrue(
                refused.getMessage(),
                refused.isRefused() && refused.getMessage().contains("BMS_MQTT_PASSWORD_FILE"));
    }

    @Test
    public void toString_ofAnEndpoint_hidesThePassword() {
        assertEquals(
                "ssl://h:1",
                new BrokerEndpoint("h", 1, Optional.of(TlsFiles.NONE), Optional.of("u"), Optional.of("secret"))
                        .toString());
    }

    @Test
    public void warning_whoeverIsOnTheNetworkCanRead_isThere() {
        for (String here :
                new String[] {"", "localhost", "LOCALHOST:1884", "127.0.0.1", "127.0.1.9:1883", "[::1]:1883"}) {
            assertEquals(here, Optional.empty(), settings(here).warning());
        }
        assertEquals("encrypted", Optional.empty(), settings("mqtts://broker").warning());
        for (String there : new String[] {"broker", "10.0.0.5", "127.example.com", "mqtt://localhost.example.com"}) {
            String warning = settings(there).warning().orElseThrow();
            assertTrue(warning, warning.contains(" is not encrypted") && warning.contains("mqtts://"));
        }
    }

    private static MqttSettings settings(String host) {
        return MqttSettings.of(new Config(host, 1884, "", 60, 100));
    }

    private static String uri(String host) throws LinkException {
        return new CurrentBroker(settings(host).external())
                .current()
                .orElseThrow()
                .toString();
    }

    private static void assertMessage(String part, Config config) {
        String message = assertThrows(IllegalArgumentException.class, () -> MqttSettings.of(config))
                .getMessage();
        assertTrue(message, message.contains(part));
    }

    @SuppressWarnings("ClassExplicitlyAnnotation")
    private record Config(String host, int port, String passwordFile, int batchIntervalSeconds, int maxBatchSize)
            implements MqttConfig {
        @Override
        public String user() {
            return "u";
        }

        @Override
        public String caFile() {
            return "";
        }

        @Override
        public String certificateFile() {
            return "";
        }

        @Override
        public String keyFile() {
            return "";
        }

        @Override
        public String externalRole() {
            return "operator";
        }

        @Override
        public boolean tls() {
            return false;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return MqttConfig.class;
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class EndpointsTest {
    @Rule
    public final TemporaryFolder etc = new TemporaryFolder();

    @Before
    public void settings() throws IOException {
        write(
                "io.bms.broker.cfg",
                "bindAddress = 127.0.0.1\ntcpPort = ${env:BMS_MQTT_PORT:-1883}\nwebSocketPort = 8083\n");
        write("io.bms.bacnet.cfg", "bindAddress = 0.0.0.0\nport = 47808\n");
        write("io.bms.mqtt.cfg", "host = ${env:BMS_MQTT_HOST:-}\n");
    }

    @Test
    public void configured_embeddedBroker_brokerAndDriver() throws IOException {
        assertEquals(
                List.of("TCP 127.0.0.1:2883", "TCP 127.0.0.1:8083", "UDP 0.0.0.0:47808"),
                configured(Map.of("BMS_MQTT_PORT", "2883")));
    }

    @Test
    public void configured_externalBroker_driverOnly() throws IOException {
        assertEquals(List.of("UDP 0.0.0.0:47808"), configured(Map.of("BMS_MQTT_HOST", "broker.example")));
    }

    @Test
    public void configured_driverNotInstalled_brokerOnly() throws IOException {
        Files.delete(etc.getRoot().toPath().resolve("io.bms.bacnet.cfg"));

        assertEquals(List.of("TCP 127.0.0.1:1883", "TCP 127.0.0.1:8083"), configured(Map.of()));
    }

    /** The gateway goes on with its default there, and says so in its status; the others are still tried. */
    @Test
    public void configured_portThatIsNone_isLeftOut() throws IOException {
        for (String none : List.of("abc", "47828 # x", "", "0", "65536", "-1", "47808.5", "0xBAC0")) {
            write("io.bms.bacnet.cfg", "bindAddress = 0.0.0.0\nport = " + none + "\n");

            assertEquals(none, List.of("TCP 127.0.0.1:1883", "TCP 127.0.0.1:8083"), configured(Map.of()));
        }
        assertEquals(
                "of the environment",
                List.of("TCP 127.0.0.1:8083"),
                configured(Map.of("BMS_MQTT_PORT", "1883 # the usual")));
    }

    @Test
    public void configured_addressThatIsNone_isLeftOut() throws IOException {
        write("io.bms.bacnet.cfg", "bindAddress = [::g]\nport = 47808\n");

        assertEquals(List.of("TCP 127.0.0.1:1883", "TCP 127.0.0.1:8083"), configured(Map.of()));
    }

    @Test
    public void configured_fileAsEditorsLeaveIt_isUnderstood() throws IOException {
        write("io.bms.bacnet.cfg", "\ufeffport = 47828 \t\r\nbindAddress = 127.0.0.1\r\n");

        assertEquals(List.of("TCP 127.0.0.1:1883", "TCP 127.0.0.1:8083", "UDP 127.0.0.1:47828"), configured(Map.of()));
    }

    @Test
    public void configured_fileThatIsNoneOfProperties_isLeftOut() throws IOException {
        write("io.bms.bacnet.cfg", "bindAddress = 127.0.0.1\nport = 47808\nfolder = C:\\users\n");

        assertEquals(List.of("TCP 127.0.0.1:1883", "TCP 127.0.0.1:8083"), configured(Map.of()));
    }

    private List<String> configured(Map<String, String> environment) throws IOException {
        return Endpoints.configured(etc.getRoot().toPath(), environment).stream()
                .map(Endpoint::toString)
                .toList();
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(etc.getRoot().toPath().resolve(file), text);
    }
}

package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.Mosquitto;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Ports;
import io.bms.itests.support.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** Status, heartbeat and Last Will with an external broker: Mosquitto. */
public class StatusIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String USER = "gateway";
    private static final String PASSWORD = "external broker password";

    @Test
    public void externalBroker_carriesAll_andTellsACrashWithinFiveSeconds() throws IOException {
        int port = Ports.tcp();
        Files.createDirectories(Distribution.work());
        Path passwordFile = Files.writeString(Distribution.work().resolve("external-password-" + port), PASSWORD + "\n");
        try (Simulator simulator = Simulator.start(1, 10, "127.0.1.1");
                Mosquitto mosquitto = Mosquitto.start(port, USER, PASSWORD);
                MqttProbe probe = MqttProbe.connect(mosquitto.uri(), USER, PASSWORD);
                Gateway gateway = new Gateway(simulator.port(), Map.of(
                        "BMS_MQTT_HOST", "127.0.0.1:" + port,
                        "BMS_MQTT_USER", USER,
                        "BMS_MQTT_PASSWORD_FILE", passwordFile.toString(),
                        "BMS_HEARTBEAT_INTERVAL_SECONDS", "1"))) {
            String base = gateway.base();
            probe.subscribe(base + "/status/+", 1);
            gateway.launch();

            JsonNode online = probe.await("online", Duration.ofSeconds(60), m -> m.topic().endsWith("/status/update")
                    && m.json().path("status").asText().equals("online")).json();
            assertEquals("acme", online.path("organization_id").asText());
            assertEquals("connected", online.path("mqtt_connection_status").asText());
            for (String key : List.of("boot_id", "version", "site_id", "iot_device_id", "monitoring_status",
                    "bacnet_connection_status", "devices_total", "devices_online", "points_monitored",
                    "config_revision", "problems", "error_counts", "timestamp")) {
                assertTrue(key + " in " + online, online.has(key));
            }
            JsonNode beat = probe.await("a second heartbeat", SOON, m -> m.topic().endsWith("/status/heartbeat")
                    && m.json().path("sequence").asLong() >= 2).json();
            assertTrue(beat.toString(), beat.path("process_memory_bytes").asLong() > 20_000_000);
            assertEquals(1, beat.path("interval_seconds").asInt());
            assertEquals(online.path("boot_id"), beat.path("boot_id"));

            JsonNode found = probe.command(base, "get_config", "\"ip_addresses\":[\"127.0.1.1\"]", Duration.ofSeconds(40));
            assertEquals(found.toString(), "success", found.path("status").asText());
            assertNull("the embedded broker runs", MqttProbe.tryConnect(gateway.mqttUri(), "admin", Gateway.ADMIN_PASSWORD));

            long killed = System.nanoTime();
            gateway.kill9();
            MqttProbe.Message will = probe.await("the Last Will", Duration.ofSeconds(5),
                    m -> m.json().path("reason").asText().equals("connection_lost"));
            System.out.printf("Last Will seen %d ms after kill -9%n", (will.nanos() - killed) / 1_000_000);
            assertEquals("offline", will.json().path("status").asText());
            assertEquals(online.path("boot_id"), will.json().path("boot_id"));
        }
    }
}

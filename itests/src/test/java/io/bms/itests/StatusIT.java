// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.Mosquitto;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Simulator;
import io.bms.testkit.FreePorts;
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

    /** Wrong password, then another user without one: each is put right in the cfg, and the process goes on. */
    @Test
    public void credentialsCorrectedInTheCfg_connectWithoutARestart() throws IOException {
        int port = FreePorts.tcp();
        Files.createDirectories(Distribution.work());
        Path right = Files.writeString(Distribution.work().resolve("right-password-" + port), PASSWORD + "\n");
        Path wrong = Files.writeString(Distribution.work().resolve("wrong-password-" + port), "not the password\n");
        try (Mosquitto mosquitto = Mosquitto.start(port, USER, PASSWORD);
                MqttProbe probe = MqttProbe.connect(mosquitto.uri(), USER, PASSWORD);
                Gateway gateway = new Gateway(
                        FreePorts.udp(),
                        Map.of(
                                "BMS_MQTT_HOST",
                                "127.0.0.1:" + port,
                                "BMS_MQTT_USER",
                                USER,
                                "BMS_MQTT_PASSWORD_FILE",
                                wrong.toString()))) {
            String topic = gateway.base() + "/status/update";
            probe.subscribe(topic, 1);
            gateway.launch();
            awaitRefused(mosquitto, 0);
            assertEquals("messages of a gateway that is refused", List.of(), probe.messages());

            edit(gateway, "passwordFile", right.toString());
            JsonNode online = probe.await("online with the right password", Duration.ofSeconds(40), StatusIT::isOnline)
                    .json();
            long pid = gateway.pid();

            long before = refused(mosquitto);
            edit(gateway, "user", "nobody");
            awaitRefused(mosquitto, before);
            probe.awaitNewest("offline", SOON, topic, m -> m.json()
                    .path("status")
                    .asText()
                    .equals("offline"));
            edit(gateway, "user", USER);
            JsonNode again = probe.awaitNewest("online again", Duration.ofSeconds(40), topic, StatusIT::isOnline)
                    .json();
            assertEquals(online.path("boot_id"), again.path("boot_id"));
            assertEquals(pid, gateway.pid());
        }
    }

    private static boolean isOnline(MqttProbe.Message message) {
        return message.json().path("status").asText().equals("online");
    }

    private static void awaitRefused(Mosquitto mosquitto, long before) {
        Await.until(() -> refused(mosquitto) > before, Duration.ofSeconds(60), "a refused sign-in more than " + before);
    }

    private static long refused(Mosquitto mosquitto) {
        return mosquitto.log().stream()
                .filter(line -> line.contains("not authorised"))
                .count();
    }

    private static void edit(Gateway gateway, String key, String value) throws IOException {
        Path cfg = gateway.data().resolve("etc/io.bms.mqtt.cfg");
        String text = Files.readString(cfg);
        assertTrue(key + " in " + text, text.contains("\n" + key + " ="));
        Files.writeString(cfg, text.replaceAll("(?m)^" + key + " =.*$", key + " = " + value));
    }

    @Test
    public void externalBroker_carriesAll_andTellsACrashWithinFiveSeconds() throws IOException {
        int port = FreePorts.tcp();
        Files.createDirectories(Distribution.work());
        Path passwordFile =
                Files.writeString(Distribution.work().resolve("external-password-" + port), PASSWORD + "\n");
        try (Simulator simulator = Simulator.start(1, 10, "127.0.1.1");
                Mosquitto mosquitto = Mosquitto.start(port, USER, PASSWORD);
                MqttProbe probe = MqttProbe.connect(mosquitto.uri(), USER, PASSWORD);
                Gateway gateway = new Gateway(
                        simulator.port(),
                        Map.of(
                                "BMS_MQTT_HOST",
                                "127.0.0.1:" + port,
                                "BMS_MQTT_USER",
                                USER,
                                "BMS_MQTT_PASSWORD_FILE",
                                passwordFile.toString(),
                                "BMS_MQTT_EXTERNAL_ROLE",
                                "integrator",
                                "BMS_HEARTBEAT_INTERVAL_SECONDS",
                                "1"))) {
            String base = gateway.base();
            probe.subscribe(base + "/status/+", 1);
            gateway.launch();

            JsonNode online = probe.await(
                            "online",
                            Duration.ofSeconds(60),
                            m -> m.topic().endsWith("/status/update")
                                    && m.json().path("status").asText().equals("online"))
                    .json();
            assertEquals("acme", online.path("organization_id").asText());
            assertEquals("connected", online.path("mqtt_connection_status").asText());
            for (String key : List.of(
                    "boot_id",
                    "version",
                    "site_id",
                    "iot_device_id",
                    "monitoring_status",
                    "bacnet_connection_status",
                    "devices_total",
                    "devices_online",
                    "points_monitored",
                    "config_revision",
                    "problems",
                    "error_counts",
                    "timestamp")) {
                assertTrue(key + " in " + online, online.has(key));
            }
            JsonNode beat = probe.await(
                            "a second heartbeat",
                            SOON,
                            m -> m.topic().endsWith("/status/heartbeat")
                                    && m.json().path("sequence").asLong() >= 2)
                    .json();
            assertTrue(beat.toString(), beat.path("process_memory_bytes").asLong() > 20_000_000);
            assertEquals(1, beat.path("interval_seconds").asInt());
            assertEquals(online.path("boot_id"), beat.path("boot_id"));

            JsonNode found =
                    probe.command(base, "get_config", "\"ip_addresses\":[\"127.0.1.1\"]", Duration.ofSeconds(40));
            assertEquals(found.toString(), "success", found.path("status").asText());
            assertNull(
                    "the embedded broker runs",
                    MqttProbe.tryConnect(gateway.mqttUri(), "admin", Gateway.ADMIN_PASSWORD));

            long killed = System.nanoTime();
            gateway.kill9();
            MqttProbe.Message will = probe.await(
                    "the Last Will",
                    Duration.ofSeconds(5),
                    m -> m.json().path("reason").asText().equals("connection_lost"));
            System.out.printf("Last Will seen %d ms after kill -9%n", (will.nanos() - killed) / 1_000_000);
            assertEquals("offline", will.json().path("status").asText());
            assertEquals(online.path("boot_id"), will.json().path("boot_id"));
        }
    }
}

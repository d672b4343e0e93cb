// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.Mosquitto;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.RestCaller;
import io.bms.itests.support.Run;
import io.bms.itests.support.Simulator;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The distribution in the words of others: Sparkplug B, Project Haystack and Brick, read by programs that are not ours.
 */
public class DialectsIT {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String USER = "site-1";
    private static final String PASSWORD = "words for sparkplug";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Map<MqttProbe.Message, JsonNode> decoded = new IdentityHashMap<>();

    private String node(String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        return Run.toEnd(Path.of(System.getProperty("bms.node")), Map.of(), SOON, command);
    }

    /** Each message is decoded once, since a program is started for it. */
    private JsonNode decoded(MqttProbe.Message message) throws IOException {
        JsonNode known = decoded.get(message);
        if (known != null) {
            return known;
        }
        Path file = folder.newFile().toPath();
        Files.write(file, message.payload());
        JsonNode payload = MqttProbe.json(node("sparkplug.js", "decode", file.toString()));
        decoded.put(message, payload);
        return payload;
    }

    private static JsonNode metric(JsonNode payload, String name) {
        for (JsonNode metric : payload.path("metrics")) {
            if (metric.path("name").asText().equals(name)) {
                return metric;
            }
        }
        throw new AssertionError("no " + name + " in " + payload);
    }

    @Test
    public void sparkplug_birthWriteDataAndDeath() throws IOException {
        int port = FreePorts.tcp();
        try (Simulator building = Simulator.start(1, 5, "127.0.1.1");
                Mosquitto broker = Mosquitto.start(port, USER, PASSWORD);
                MqttProbe host = MqttProbe.connect(broker.uri(), USER, PASSWORD);
                Gateway gateway = new Gateway(building.port(), Map.of("BMS_POLLING_INTERVAL_SECONDS", "1"))) {
            assertNotNull(host);
            host.subscribe("spBv1.0/#", 1);
            Path password = Files.createDirectories(gateway.data()).resolve("sparkplug-password");
            Files.writeString(password, PASSWORD + "\n");
            Files.writeString(
                    Files.createDirectories(gateway.data().resolve("etc")).resolve("io.bms.sparkplug.cfg"),
                    String.join(
                            "\n",
                            "hosts = 127.0.0.1:" + port,
                            "user = " + USER,
                            "passwordFile = " + password,
                            "write = true",
                            ""));
            gateway.start();
            JsonNode birth =
                    decoded(host.await("the node's birth", SOON, m -> m.topic().contains("/NBIRTH/")));
            assertEquals(0, birth.path("seq").asInt());
            long bdSeq = metric(birth, "bdSeq").path("value").asLong();
            try (MqttProbe admin = gateway.probe()) {
                admin.command(gateway.base(), "get_config", "\"ip_addresses\":[\"127.0.1.1\"]", SOON);
            }
            MqttProbe.Message device =
                    host.await("the device's birth", SOON, m -> m.topic().matches(".*/DBIRTH/[^/]*/1001"));
            JsonNode setpoint = metric(decoded(device), "analogValue/101");
            assertEquals("Float", setpoint.path("type").asText());
            Path command = folder.newFile().toPath();
            node(
                    "sparkplug.js",
                    "encode",
                    command.toString(),
                    setpoint.path("alias").asText(),
                    "Float",
                    "24.25");
            host.publish(
                    device.topic().replace("/DBIRTH/", "/DCMD/"),
                    Files.readAllBytes(command),
                    1,
                    false,
                    new MqttProperties());
            long alias = setpoint.path("alias").asLong();
            host.await("what was written", SOON, m -> m.topic().matches(".*/DDATA/[^/]*/1001") && has(m, alias));
            assertTrue(gateway.shell("bms:uplink-list").contains("sparkplug"));
            String acts = gateway.shell("bms:audit-list");
            assertTrue(acts, acts.contains("sparkplug by mqtt") && acts.contains("24.25 at priority 8"));
            gateway.kill9();
            JsonNode death = decoded(host.await("the will", SOON, m -> m.topic().contains("/NDEATH/")));
            assertEquals(bdSeq, metric(death, "bdSeq").path("value").asLong());
        }
    }

    /** Data has no types, as Sparkplug wants it (6.4.15), and this program then reads no values: the audit has it. */
    private boolean has(MqttProbe.Message message, long alias) {
        try {
            for (JsonNode metric : decoded(message).path("metrics")) {
                if (metric.path("alias").asLong() == alias) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    public void tags_areReadByParsersOfHaystackAndTurtle() throws IOException {
        try (Simulator building = Simulator.start(2, 20, "127.0.1.1");
                Gateway gateway = Gateway.started(building.port(), Map.of("BMS_POLLING_INTERVAL_SECONDS", "1"))) {
            try (MqttProbe admin = gateway.probe()) {
                admin.subscribe(gateway.base() + "/#", 1);
                admin.command(gateway.base(), "get_config", "\"ip_addresses\":[\"127.0.1.1\",\"127.0.1.2\"]", SOON);
                admin.await("a value", SOON, m -> m.topic().startsWith(gateway.base() + "/1002/"));
            }
            RestCaller rest = RestCaller.at(gateway);
            rest.signIn("admin", Gateway.ADMIN_PASSWORD);
            JsonNode listed = rest.get("/api/points").json().path("points");
            Await.until(() -> grid(rest).path("values").asInt() == listed.size(), SOON, "a value of each point");
            JsonNode grid = grid(rest);
            assertEquals(grid.toString(), 1, grid.path("sites").asInt());
            assertEquals(grid.toString(), 2, grid.path("equips").asInt());
            assertEquals(grid.toString(), listed.size(), grid.path("points").asInt());
            assertEquals(grid.toString(), listed.size() + 3, grid.path("ids").asInt());
            assertEquals(grid.toString(), 0, grid.path("dangling").asInt());
            assertEquals(
                    "values that are not of their kind",
                    "[]",
                    grid.path("unlike").toString());
            JsonNode graph = MqttProbe.json(node(
                    "tags.js", "brick", saved(rest.get("/api/tags?format=brick").body())));
            String brick = "https://brickschema.org/schema/Brick#";
            assertEquals(2, graph.path("classes").path(brick + "Equipment").asInt());
            int points = 0;
            for (Map.Entry<String, JsonNode> each : graph.path("classes").properties()) {
                if (each.getKey().matches(brick + ".*(Sensor|Setpoint|Command|Status|Alarm)")) {
                    points += each.getValue().asInt();
                }
            }
            assertEquals(graph.toString(), listed.size(), points);
            System.out.println("tags of the simulated building: " + grid + " " + graph);
        }
    }

    private JsonNode grid(RestCaller rest) {
        try {
            return MqttProbe.json(
                    node("tags.js", "haystack", saved(rest.get("/api/tags").body())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String saved(String text) throws IOException {
        Path file = folder.newFile().toPath();
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        return file.toString();
    }
}

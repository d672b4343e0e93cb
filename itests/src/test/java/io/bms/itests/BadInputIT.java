// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Simulator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/** Bad input through MQTT: each gets what the contract says, and the next good command is answered. */
public class BadInputIT {
    private static final Duration SOON = Duration.ofSeconds(15);

    private static Simulator simulator;
    private static Gateway gateway;
    private static String base;
    private static String analog;
    private MqttProbe probe;

    @BeforeClass
    public static void start() {
        simulator = Simulator.start(1, 30, "127.0.1.1");
        gateway = Gateway.started(simulator.port(), Map.of());
        base = gateway.base();
        try (MqttProbe probe = gateway.probe()) {
            JsonNode found =
                    probe.command(base, "get_config", "\"ip_addresses\":[\"127.0.1.1\"]", Duration.ofSeconds(40));
            for (JsonNode object : found.path("discovered_devices").path(0).path("objects")) {
                if (object.path("writable").asBoolean()
                        && object.path("object_type").asText().equals("analogValue")) {
                    analog = object.path("point_id").asText();
                }
            }
        }
    }

    @AfterClass
    public static void stop() {
        gateway.close();
        simulator.close();
    }

    @Before
    public void connect() {
        probe = gateway.probe();
    }

    @After
    public void nextGoodCommandIsAnswered() {
        JsonNode good = probe.command(base, "start_monitoring", "", SOON);
        assertEquals(good.toString(), "success", good.path("status").asText());
        probe.close();
    }

    private void refused(String name, String request, String code) {
        JsonNode response = probe.send(base, name, request, "corr-" + System.nanoTime(), SOON);
        assertEquals(response.toString(), "error", response.path("status").asText());
        assertEquals(
                response.toString(), code, response.path("error").path("code").asText());
        assertFalse(response.path("error").path("message").asText().isBlank());
        assertTrue(response.path("completed").asBoolean());
    }

    private void refusedWrite(String body, String code) {
        refused("set_value_to_point", "{\"command_id\":\"w" + System.nanoTime() + "\"," + body + "}", code);
    }

    @Test
    public void notJson() {
        refused("get_config", "discover, please", "invalid_request");
    }

    @Test
    public void array() {
        refused("get_config", "[1,2]", "invalid_request");
    }

    @Test
    public void missingKeys() {
        refused("set_value_to_point", "{\"command_id\":\"m1\"}", "invalid_request");
        refusedWrite("\"point_id\":\"" + analog + "\"", "invalid_request");
    }

    @Test
    public void noCommandId_withCorrelation_isAnswered() {
        refused("get_config", "{}", "invalid_request");
    }

    @Test
    public void wrongTypedKeys() {
        refused("get_config", "{\"command_id\":\"t1\",\"polling_interval\":\"often\"}", "invalid_request");
        refused("get_config", "{\"command_id\":\"t2\",\"ip_addresses\":\"127.0.1.1\"}", "invalid_request");
        refused("get_config", "{\"command_id\":7}", "invalid_request");
        refused("reboot", "{\"command_id\":\"t3\",\"delay_seconds\":301}", "invalid_request");
    }

    @Test
    public void unknownPoint() {
        refusedWrite("\"point_id\":\"1001.analogValue.4711\",\"value\":1", "unknown_point");
    }

    @Test
    public void priorities() {
        for (int priority : new int[] {0, 6, 17}) {
            refusedWrite("\"point_id\":\"" + analog + "\",\"value\":20,\"priority\":" + priority, "invalid_request");
        }
    }

    @Test
    public void booleanForAnalog() {
        refusedWrite("\"point_id\":\"" + analog + "\",\"value\":true", "invalid_request");
    }

    @Test
    public void tenThousandAddresses() {
        String addresses = IntStream.range(0, 10_000)
                .mapToObj(i -> "\"127.1." + i / 250 + "." + (1 + i % 250) + "\"")
                .collect(Collectors.joining(","));
        refused("get_config", "{\"command_id\":\"many\",\"ip_addresses\":[" + addresses + "]}", "invalid_request");
    }

    @Test
    public void twoMebibytes() {
        refused("get_config", "{\"command_id\":\"big\",\"x\":\"" + "x".repeat(2 << 20) + "\"}", "invalid_request");
    }

    @Test
    public void unknownCommand() {
        refused("self_destruct", "{\"command_id\":\"u1\"}", "invalid_request");
    }

    @Test
    public void expired() {
        refused(
                "start_monitoring",
                "{\"command_id\":\"old\",\"timestamp\":\"" + Instant.now().minusSeconds(301) + "\"}",
                "expired");
    }

    @Test
    public void retainedRequest_isNotCarriedOut_andCleared() {
        probe.subscribe(base + "/status/update", 1);
        probe.subscribe(base + "/command/stop_monitoring/response", 1);
        String topic = base + "/command/stop_monitoring/request";
        probe.publish(topic, "{\"command_id\":\"retained-1\"}", 1, true);
        Await.until(
                () -> {
                    try (MqttProbe other = gateway.probe()) {
                        other.subscribe(topic, 1);
                        Await.pass(Duration.ofMillis(300));
                        return other.messages().isEmpty();
                    }
                },
                SOON,
                "the retained request to be cleared");
        JsonNode response = probe.await(
                        "a response",
                        SOON,
                        m -> m.json().path("command_id").asText().equals("retained-1"))
                .json();
        assertEquals(
                response.toString(),
                "invalid_request",
                response.path("error").path("code").asText());
        assertFalse(probe.messages().stream()
                .anyMatch(m -> m.json().path("monitoring_status").asText().equals("stopped")));
    }

    @Test
    public void sameCommandIdTwice_isCarriedOutOnce_alsoAcrossACrash() {
        String request = "{\"command_id\":\"twice\",\"point_id\":\"" + analog + "\",\"value\":19.5}";
        JsonNode first = probe.send(base, "set_value_to_point", request, "one", SOON);
        assertEquals(first.toString(), "success", first.path("status").asText());
        // Another value in between shows that the repeat writes nothing.
        probe.command(base, "set_value_to_point", "\"point_id\":\"" + analog + "\",\"value\":18.25", SOON);
        assertEquals(first, probe.send(base, "set_value_to_point", request, "two", SOON));
        refused(
                "set_value_to_point",
                "{\"command_id\":\"twice\",\"point_id\":\"" + analog + "\",\"value\":3}",
                "invalid_request");

        probe.close();
        gateway.kill9();
        gateway.start();
        probe = gateway.probe();
        assertEquals(first, probe.send(base, "set_value_to_point", request, "three", SOON));
        probe.subscribe(base + "/1001/" + analog, 1);
        probe.await(
                "the value in between, still", SOON, m -> m.json().path("value").asDouble() == 18.25);
    }

    @Test
    public void responseTopic_isHonouredOnlyBelowReply() {
        MqttProperties properties = new MqttProperties();
        properties.setResponseTopic(base + "/reply/me");
        properties.setCorrelationData(new byte[] {0, (byte) 0xff, 7});
        probe.subscribe(base + "/reply/me", 1);
        probe.publish(
                base + "/command/start_monitoring/request",
                "{\"command_id\":\"r1\"}".getBytes(StandardCharsets.UTF_8),
                1,
                false,
                properties);
        MqttProbe.Message reply = probe.await("a reply", SOON, m -> m.topic().equals(base + "/reply/me"));
        org.junit.Assert.assertArrayEquals(new byte[] {0, (byte) 0xff, 7}, reply.correlation());

        properties.setResponseTopic("elsewhere/me");
        probe.subscribe("elsewhere/me", 1);
        probe.subscribe(base + "/command/start_monitoring/response", 1);
        probe.publish(
                base + "/command/start_monitoring/request",
                "{\"command_id\":\"r2\"}".getBytes(StandardCharsets.UTF_8),
                1,
                false,
                properties);
        probe.await(
                "the response where it belongs",
                SOON,
                m -> m.json().path("command_id").asText().equals("r2"));
        assertFalse(probe.messages().stream().anyMatch(m -> m.topic().equals("elsewhere/me")));
    }
}

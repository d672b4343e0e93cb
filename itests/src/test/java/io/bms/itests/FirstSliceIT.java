// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.Mosquitto;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Run;
import io.bms.itests.support.Simulator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/** The main job, from outside: find a building, read it, write to it, restart, and go on. */
public class FirstSliceIT {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration DISCOVERY = Duration.ofSeconds(40);
    private static final String ADDRESSES = "\"ip_addresses\":[\"127.0.1.1\",\"127.0.1.2\"]";

    private static Simulator simulator;
    private static Gateway gateway;
    private static String base;
    private MqttProbe probe;

    @BeforeClass
    public static void start() {
        simulator = Simulator.start(2, 30, "127.0.1.1");
        gateway = Gateway.started(simulator.port(), Map.of());
        base = gateway.base();
    }

    @AfterClass
    public static void stop() {
        gateway.close();
        simulator.close();
    }

    /** One gateway for all: each test leaves it running and reading. */
    @Before
    public void connect() {
        probe = gateway.probe();
    }

    @After
    public void disconnect() {
        probe.close();
    }

    private JsonNode discover() {
        JsonNode response = probe.command(base, "get_config", ADDRESSES, DISCOVERY);
        assertEquals(response.toString(), "success", response.path("status").asText());
        return response;
    }

    private static JsonNode writable(JsonNode response) {
        for (JsonNode device : response.path("discovered_devices")) {
            for (JsonNode object : device.path("objects")) {
                if (object.path("writable").asBoolean()
                        && object.path("object_type").asText().equals("analogValue")) {
                    return object;
                }
            }
        }
        throw new AssertionError("no writable analog value in " + response);
    }

    @Test
    public void discover_addresses_describesTheBuildingAndStartsReading() {
        JsonNode response = discover();
        assertEquals(2, response.path("discovered_devices").size());
        assertEquals(
                1001,
                response.path("discovered_devices").path(0).path("device_id").asInt());
        assertEquals(
                "127.0.1.1",
                response.path("discovered_devices").path(0).path("ip_address").asText());
        assertEquals(
                30, response.path("discovered_devices").path(0).path("objects").size());
        assertTrue(response.path("config_revision").asLong() > 0);

        probe.subscribe(base + "/+/+", 1);
        JsonNode point =
                response.path("discovered_devices").path(0).path("objects").path(0);
        String id = point.path("point_id").asText();
        JsonNode sample = probe.await("a value of " + id, SOON, m -> m.topic().equals(base + "/1001/" + id))
                .json();
        assertEquals(
                Set.of("point_id", "device_id", "value", "quality", "timestamp", "units", "max_age_seconds"),
                fields(sample, "status_flags"));
        assertEquals("good", sample.path("quality").asText());
        assertEquals(3, sample.path("max_age_seconds").asInt());
        assertTrue(sample.path("timestamp").asText().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"));

        probe.subscribe(base + "/bulk", 0);
        JsonNode bulk = probe.await("a bulk batch", SOON, m -> m.topic().equals(base + "/bulk"))
                .json();
        assertTrue(bulk.path("points").size() > 1 && bulk.path("points").size() <= 100);
    }

    private static Set<String> fields(JsonNode json, String without) {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        names.remove(without);
        return Set.copyOf(names);
    }

    @Test
    public void discover_broadcast_findsAll() {
        JsonNode response = probe.command(base, "get_config", "\"discover\":true", DISCOVERY);
        assertEquals(response.toString(), "success", response.path("status").asText());
        assertEquals(2, response.path("discovered_devices").size());
    }

    @Test
    public void discover_deadAddress_answersTimeoutAndNamesIt() {
        long begin = System.nanoTime();
        JsonNode response =
                probe.command(base, "get_config", "\"ip_addresses\":[\"127.0.1.1\",\"127.0.9.9\"]", DISCOVERY);
        assertEquals(response.toString(), "timeout", response.path("status").asText());
        assertEquals("device_timeout", response.path("error").path("code").asText());
        assertEquals(1, response.path("discovered_devices").size());
        assertEquals(
                "127.0.9.9",
                response.path("unreachable").path(0).path("ip_address").asText());
        assertTrue(
                "took " + (System.nanoTime() - begin) / 1_000_000 + " ms",
                System.nanoTime() - begin < Duration.ofSeconds(20).toNanos());
    }

    @Test
    public void discover_whileOneRuns_isBusy() {
        probe.subscribe(base + "/command/get_config/response", 1);
        probe.publish(
                base + "/command/get_config/request",
                "{\"command_id\":\"first\",\"ip_addresses\":[\"127.0.9.0/24\"]}",
                1,
                false);
        JsonNode second = probe.send(base, "get_config", "{\"command_id\":\"second\"}", "second", SOON);
        assertEquals(
                second.toString(), "busy", second.path("error").path("code").asText());
        probe.await(
                "the end of the first",
                DISCOVERY,
                m -> m.json().path("command_id").asText().equals("first"));
    }

    @Test
    public void discover_reportsProgressThatNeverFalls() {
        probe.subscribe(base + "/command/get_config/progress", 0);
        discover();
        List<Integer> progress = probe.messages().stream()
                .filter(m -> m.topic().endsWith("/progress"))
                .map(m -> m.json().path("progress").asInt())
                .toList();
        assertFalse("no progress", progress.isEmpty());
        assertEquals(progress.stream().sorted().toList(), progress);
    }

    @Test
    public void write_thenRelinquish_takesEffectAndComesBackAsASample() {
        JsonNode object = writable(discover());
        String id = object.path("point_id").asText();
        double before = object.path("present_value").asDouble();
        probe.subscribe(base + "/+/" + id, 1);

        JsonNode written = probe.command(
                base, "set_value_to_point", "\"point_id\":\"" + id + "\",\"value\":" + (before + 1.5), SOON);
        assertEquals(written.toString(), "success", written.path("status").asText());
        assertTrue(written.path("effective").asBoolean());
        assertEquals(8, written.path("priority").asInt());
        assertEquals(before + 1.5, written.path("value").asDouble(), 1e-6);
        probe.await("the new value", SOON, m -> m.json().path("value").asDouble() == before + 1.5);

        JsonNode released =
                probe.command(base, "set_value_to_point", "\"point_id\":\"" + id + "\",\"value\":null", SOON);
        assertEquals(released.toString(), "success", released.path("status").asText());
        assertTrue(released.path("effective").asBoolean());
        probe.awaitNewest(
                "the old value",
                SOON,
                base + "/1001/" + id,
                m -> m.json().path("value").asDouble() == before);
    }

    @Test
    public void write_belowAHigherPriority_saysWhoWins() {
        String id = writable(discover()).path("point_id").asText();
        probe.command(base, "set_value_to_point", "\"point_id\":\"" + id + "\",\"value\":20,\"priority\":5", SOON);
        JsonNode lower = probe.command(
                base, "set_value_to_point", "\"point_id\":\"" + id + "\",\"value\":22,\"priority\":10", SOON);
        assertEquals(lower.toString(), "success", lower.path("status").asText());
        assertFalse(lower.path("effective").asBoolean());
        assertEquals(5, lower.path("winning_priority").asInt());
        assertEquals(20, lower.path("value").asDouble(), 0);
        for (int priority : new int[] {5, 10}) {
            probe.command(
                    base,
                    "set_value_to_point",
                    "\"point_id\":\"" + id + "\",\"value\":null,\"priority\":" + priority,
                    SOON);
        }
    }

    @Test
    public void stopMonitoring_sendsUncertain_survivesARestart_andStartResumes() {
        discover();
        probe.subscribe(base + "/+/+", 1);
        probe.await("a good value", SOON, m -> m.json().path("quality").asText().equals("good"));
        JsonNode stopped = probe.command(base, "stop_monitoring", "", SOON);
        assertEquals("stopped", stopped.path("monitoring_status").asText());
        probe.await(
                "an uncertain value",
                SOON,
                m -> m.json().path("quality").asText().equals("uncertain"));

        probe.close();
        gateway.stop();
        gateway.start();
        probe = gateway.probe();
        probe.subscribe(base + "/status/update", 1);
        probe.await(
                "stopped after the restart",
                SOON,
                m -> m.json().path("monitoring_status").asText().equals("stopped"));

        JsonNode started = probe.command(base, "start_monitoring", "", SOON);
        assertEquals("active", started.path("monitoring_status").asText());
        probe.subscribe(base + "/+/+", 1);
        probe.await(
                "a good value again",
                SOON,
                m -> m.json().path("quality").asText().equals("good") && !m.retained());
    }

    @Test
    public void kill9_goesOnWithWhatItHad_andServesNoStaleOnline() {
        discover();
        probe.subscribe(base + "/status/update", 1);
        String boot = probe.await(
                        "online with 60 points",
                        SOON,
                        m -> m.json().path("points_monitored").asInt() == 60)
                .json()
                .path("boot_id")
                .asText();
        probe.close();
        gateway.kill9();

        gateway.launch();
        // The very first client after the crash must not see "online" of the dead run.
        probe = Await.some(
                () -> java.util.Optional.ofNullable(
                        MqttProbe.tryConnect(gateway.mqttUri(), "admin", Gateway.ADMIN_PASSWORD)),
                SOON,
                "a connection");
        probe.subscribe(base + "/status/update", 1);
        probe.await(
                "online again",
                Duration.ofSeconds(30),
                m -> m.json().path("status").asText().equals("online"));
        assertFalse(
                "a stale online was served",
                probe.messages().stream()
                        .anyMatch(m -> m.json().path("status").asText().equals("online")
                                && m.json().path("boot_id").asText().equals(boot)));
        probe.await(
                "60 points again",
                Duration.ofSeconds(30),
                m -> m.json().path("points_monitored").asInt() == 60);
    }

    @Test
    public void reboot_answers_saysOffline_andComesBackAsAnotherBoot() {
        probe.subscribe(base + "/status/update", 1);
        String boot = probe.await(
                        "online", SOON, m -> m.json().path("status").asText().equals("online"))
                .json()
                .path("boot_id")
                .asText();
        JsonNode response = probe.command(base, "reboot", "\"delay_seconds\":1", SOON);
        assertEquals(response.toString(), "success", response.path("status").asText());
        probe.await(
                "offline, reboot", SOON, m -> m.json().path("reason").asText().equals("reboot"));
        Await.until(() -> !probe.connected(), SOON, "the session to end");
        probe.close();
        gateway.awaitOnline();
        probe = gateway.probe();
        probe.subscribe(base + "/status/update", 1);
        String next = probe.await(
                        "online", SOON, m -> m.json().path("status").asText().equals("online"))
                .json()
                .path("boot_id")
                .asText();
        assertNotEquals(boot, next);
    }

    @Test
    public void mosquittoClients_tenSubscribersAndACommander_areServedAlike() {
        List<Run> subscribers = IntStream.range(0, 10)
                .mapToObj(i -> Mosquitto.subscribe(gateway, "-t", base + "/#"))
                .collect(Collectors.toList());
        try {
            subscribers.forEach(s -> s.awaitLine("status/update", SOON));
            Mosquitto.publish(
                    gateway,
                    "-t",
                    base + "/command/get_config/request",
                    "-D",
                    "publish",
                    "correlation-data",
                    "c-1",
                    "-m",
                    "{\"command_id\":\"cli-1\"," + ADDRESSES + ",\"timestamp\":\"" + Instant.now() + "\"}");
            subscribers.forEach(s -> {
                s.awaitLine("/command/get_config/response {", DISCOVERY);
                s.awaitLine("/bulk {", SOON);
                s.awaitLine("/1002/1002.", SOON);
            });
        } finally {
            subscribers.forEach(Run::close);
        }
    }

    @Test
    public void deadDevice_isBad_andStallsNoOther() {
        Simulator lonely = Simulator.start(1, 5, "127.0.1.7", simulator.port());
        try {
            JsonNode found = probe.command(
                    base, "get_config", "\"ip_addresses\":[\"127.0.1.1\",\"127.0.1.2\",\"127.0.1.7\"]", DISCOVERY);
            // Two devices of one instance number: the first known is read, the other reported.
            assertEquals(found.toString(), 1, found.path("conflicts").size());
        } finally {
            lonely.close();
        }
        simulator.close();
        probe.subscribe(base + "/+/+", 1);
        JsonNode bad = probe.await(
                        "a bad value",
                        Duration.ofSeconds(30),
                        m -> m.json().path("quality").asText().equals("bad"))
                .json();
        assertTrue(bad.path("value").isNull());
        simulator = Simulator.start(2, 30, "127.0.1.1", simulator.port());
        probe.awaitNext(
                "a good value again",
                Duration.ofSeconds(60),
                m -> m.json().path("quality").asText().equals("good") && !m.retained());
    }
}

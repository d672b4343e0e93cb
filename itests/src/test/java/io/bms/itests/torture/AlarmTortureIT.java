// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.torture;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Alone;
import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Simulator;
import io.bms.testkit.FreePorts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/**
 * kill -9 while alarms come and go, and somebody acknowledges and shelves them: what was answered is so after it, no
 * event is missing or twice, no alarm stands at the broker that is over, and the controller has each acknowledgement in
 * the end. {@code bms.kills} says how many.
 */
@Alone
public class AlarmTortureIT {
    private static final int KILLS = Integer.getInteger("bms.kills", 6);
    private static final Duration SOON = Duration.ofSeconds(180);
    private static final Duration LOAD = Duration.ofMillis(2_500);
    private static final int LEAST_PROMISES = 10;
    private static final String EVENT = "1003.analogInput.4.event";

    private final Random random = new Random(14);
    private Simulator simulator;
    private Gateway gateway;
    private Orders orders;
    private Watchmen watchmen;

    /** Limits at each half degree of eight points that are written to all the time, each of them to be acknowledged. */
    @Before
    public void start() {
        simulator = Simulator.start(4, 60, "127.0.1.1", FreePorts.udp(), "--faults", "0");
        gateway = Gateway.started(simulator.port(), Map.of());
        watchmen = new Watchmen(gateway);
        watchmen.resume();
        List<String> writable = new ArrayList<>();
        try (MqttProbe probe = gateway.probe()) {
            JsonNode found = probe.command(
                    gateway.base(),
                    "get_config",
                    "\"ip_addresses\":[\"127.0.1.1\",\"127.0.1.2\",\"127.0.1.3\",\"127.0.1.4\"]",
                    SOON);
            found.path("discovered_devices")
                    .forEach(device -> device.path("objects").forEach(object -> {
                        if (object.path("writable").asBoolean()
                                && object.path("object_type").asText().equals("analogValue")
                                && writable.size() < 8) {
                            writable.add(object.path("point_id").asText());
                        }
                    }));
            assertEquals(found.toString().length() + " characters", 8, writable.size());
            List<String> rules = new ArrayList<>();
            for (String point : writable) {
                for (int i = 0; i < 15; i++) {
                    rules.add("{\"name\":\"above-" + i + "\",\"point_id\":\"" + point
                            + "\",\"type\":\"limits\",\"priority\":\"high\",\"delay_seconds\":0,\"high\":"
                            + (16.5 + i * 0.5) + "}");
                }
            }
            JsonNode put = probe.command(
                    gateway.base(),
                    "get_config",
                    "\"discover\":false,\"alarm_rules\":[" + String.join(",", rules) + "]",
                    SOON);
            assertEquals(put.toString(), "success", put.path("status").asText());
        }
        orders = new Orders(gateway, writable);
        watchmen.end();
    }

    @After
    public void stop() {
        Stream.of(watchmen, orders, gateway, simulator).filter(Objects::nonNull).forEach(AlarmTortureIT::close);
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test(timeout = 1_800_000)
    public void kill9_whileAlarmsComeAndAreAcknowledged_losesNothingThatWasAnswered() {
        int promised = 0;
        for (int round = 1; round <= KILLS; round++) {
            orders.begin();
            watchmen.begin();
            Await.pass(LOAD.plusMillis(random.nextInt(1_000)));
            gateway.kill9();
            orders.end();
            watchmen.end();
            gateway.start();
            watchmen.resume();
            Await.until(() -> watchmen.unanswered().isEmpty(), SOON, "every request that was taken is answered");
            assertEquals("requests with two different answers", Map.of(), watchmen.contradicted());
            List<Watchmen.Promise> promises = watchmen.promises();
            checkEvents(promises);
            checkOpen();
            watchmen.end();
            assertTrue(
                    "only " + (promises.size() - promised) + " were done",
                    promises.size() - promised >= LEAST_PROMISES);
            promised = promises.size();
            System.out.println("kill " + round + " of " + KILLS + ": " + promised
                    + " acknowledged and shelved so far, none of them lost");
        }
        checkController();
    }

    /** What is on the disk has no gaps, has all that was answered, and has arrived. */
    private void checkEvents(List<Watchmen.Promise> promises) {
        List<JsonNode> events = new ArrayList<>();
        try (MqttProbe probe = gateway.probe()) {
            JsonNode page;
            do {
                page = probe.command(
                        gateway.base(), "get_alarms", "\"after_event_id\":" + events.size() + ",\"limit\":1000", SOON);
                assertEquals(page.toString(), "success", page.path("status").asText());
                page.path("events").forEach(events::add);
            } while (page.path("more").asBoolean());
        }
        Map<String, Integer> occurrences = new HashMap<>();
        for (int i = 0; i < events.size(); i++) {
            JsonNode event = events.get(i);
            assertEquals("events without gaps", i + 1L, event.path("event_id").asLong());
            String alarm = event.path("alarm_id").asText();
            if (event.path("event_type").asText().equals("raised")) {
                int occurrence = occurrences.merge(alarm, 1, Integer::sum);
                assertEquals(
                        "each onset once: " + event,
                        occurrence,
                        event.path("occurrence").asInt());
            }
        }
        for (Watchmen.Promise promise : promises) {
            assertTrue(promise + ", and there are " + events.size(), promise.seq() <= events.size());
            assertEquals(
                    promise.toString(),
                    promise.alarm(),
                    events.get((int) promise.seq() - 1).path("alarm_id").asText());
        }
        Set<Long> all = new LinkedHashSet<>(
                LongStream.rangeClosed(1, events.size()).boxed().toList());
        Await.until(
                () -> {
                    all.removeAll(watchmen.events());
                    return all.isEmpty();
                },
                SOON,
                "each event has arrived, of " + events.size());
    }

    private void checkOpen() {
        Set<String> active = new TreeSet<>();
        Await.until(
                () -> {
                    active.clear();
                    try (MqttProbe probe = gateway.probe()) {
                        JsonNode list = probe.command(gateway.base(), "get_alarms", "\"limit\":1000", SOON);
                        list.path("alarms")
                                .forEach(alarm ->
                                        active.add(alarm.path("alarm_id").asText()));
                        probe.subscribe(gateway.base() + "/alarm/+", 1);
                        Await.pass(Duration.ofMillis(500));
                        Set<String> retained = new TreeSet<>();
                        probe.messages().stream()
                                .filter(message -> message.topic().contains("/alarm/"))
                                .forEach(message -> {
                                    String id = message.topic()
                                            .substring(message.topic().lastIndexOf('/') + 1);
                                    if (message.payload().length == 0) {
                                        retained.remove(id);
                                    } else {
                                        retained.add(id);
                                    }
                                });
                        return retained.equals(active) && watchmen.open().equals(active);
                    }
                },
                SOON,
                "the broker, and who was there all the time, have the alarms that there are: " + active);
    }

    /** The controller's own alarm was there from the beginning, and was acknowledged before one of the crashes. */
    private void checkController() {
        try (MqttProbe probe = gateway.probe()) {
            JsonNode done = probe.command(
                    gateway.base(), "acknowledge_alarm", "\"alarms\":[{\"alarm_id\":\"" + EVENT + "\"}]", SOON);
            assertTrue(done.toString(), done.path("completed").asBoolean());
            Await.until(
                    () -> !probe.command(gateway.base(), "get_alarms", "\"limit\":1000", SOON)
                            .toString()
                            .contains("\"device_ack\":\"pending\""),
                    SOON,
                    "the controller has taken each acknowledgement");
        }
    }
}

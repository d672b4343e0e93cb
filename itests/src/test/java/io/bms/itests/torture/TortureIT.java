// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.torture;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Alone;
import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Run;
import io.bms.itests.support.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * kill -9 under load, again and again, and after each nothing is missing: a sample a second of each point, orders all
 * the time, a deployment in each round, packing every few seconds, backups. Half of the kills fall inside a packing, a
 * checkpoint or a backup. {@code bms.kills} says how many, {@code bms.points} of how many points, a multiple of 100.
 */
@Alone
public class TortureIT {
    private static final int KILLS = Integer.getInteger("bms.kills", 10);
    private static final int POINTS = Integer.getInteger("bms.points", 1_000);
    private static final int POINTS_EACH = 100;
    private static final int DEVICES = POINTS / POINTS_EACH;
    private static final int LEAST_HEARD = POINTS / 2;
    private static final int LEAST_ORDERS = 5;
    private static final Duration SOON = Duration.ofSeconds(30);
    /** From the end of a packing to its checkpoint it is not more. */
    private static final int STEPS = 50;

    private static final Duration LOAD = Duration.ofMillis(2_500);
    private static final Map<String, String> ENVIRONMENT = Map.of("BMS_PACK_ROWS", "" + 4 * POINTS);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Random random = new Random(4);
    private final Map<Moment, Integer> kills = new EnumMap<>(Moment.class);
    private Signals signals;
    private Simulator simulator;
    private Gateway gateway;
    private Orders orders;
    private List<String> points;
    private int round;
    private int acknowledged = -1;

    @Before
    public void start() {
        signals = new Signals();
        simulator = Simulator.start(DEVICES, POINTS_EACH, "127.0.1.1");
        gateway = Gateway.started(simulator.port(), ENVIRONMENT);
        List<String> writable = new ArrayList<>();
        points = new ArrayList<>();
        try (MqttProbe probe = gateway.probe()) {
            JsonNode found = probe.command(
                    gateway.base(),
                    "get_config",
                    IntStream.rangeClosed(1, DEVICES)
                            .mapToObj(i -> "\"127.0.1." + i + "\"")
                            .collect(Collectors.joining(",", "\"ip_addresses\":[", "]")),
                    SOON);
            assertEquals(found.toString(), "success", found.path("status").asText());
            probe.messages().stream()
                    .filter(message -> message.topic().endsWith("/get_config/response"))
                    .flatMap(message -> points(message.json()).stream())
                    .forEach(object -> {
                        points.add(object.path("point_id").asText());
                        if (object.path("writable").asBoolean()
                                && object.path("object_type").asText().equals("analogValue")) {
                            writable.add(object.path("point_id").asText());
                        }
                    });
        }
        assertEquals(POINTS, points.size());
        orders = new Orders(gateway, writable.subList(0, 8));
    }

    private static List<JsonNode> points(JsonNode response) {
        List<JsonNode> objects = new ArrayList<>();
        response.path("discovered_devices")
                .forEach(device -> device.path("objects").forEach(objects::add));
        return objects;
    }

    @After
    public void stop() {
        orders.close();
        gateway.close();
        simulator.close();
        signals.close();
    }

    @Test(timeout = 1_800_000)
    public void kill9_underLoad_losesNothing() throws IOException {
        long done = 0;
        for (round = 0; round < KILLS; round++) {
            Instant begun = Instant.now();
            orders.begin();
            MqttProbe subscriber = gateway.probe();
            subscriber.subscribe(gateway.base() + "/bulk", 0);
            deploy(subscriber);
            Await.pass(LOAD);
            Kill kill = kill(Moment.of(round));
            Moment moment = kill.moment();
            kills.merge(moment, 1, Integer::sum);
            Instant died = Instant.now();
            orders.end();
            Set<String> heard = Samples.heard(subscriber, kill.nanos() - 1_000_000_000L);
            subscriber.abandon();
            checkDisk();
            gateway.start();
            checkHistory(heard, begun, died);
            checkOrders();
            checkRetained(died);
            assertTrue(
                    "only " + (orders.done() - done) + " orders were carried out",
                    orders.done() - done >= LEAST_ORDERS);
            done = orders.done();
            System.out.println("kill " + (round + 1) + " of " + KILLS + ", " + moment + ": " + heard.size()
                    + " samples heard more than a second before, all stored; orders so far " + orders.outcomes());
        }
        assertTrue(kills.toString(), 2 * kills.getOrDefault(Moment.ANY, 0) <= KILLS + 1);
    }

    /** The flow of this round, acknowledged or not. */
    private void deploy(MqttProbe probe) {
        JsonNode answer = probe.command(
                gateway.base(),
                "get_config",
                "\"discover\":false,\"flow_config\":{\"nodes\":[],\"edges\":[],\"round\":" + round + "}",
                SOON);
        assertEquals(answer.toString(), "success", answer.path("status").asText());
        acknowledged = round;
    }

    /** A kill as it fell. */
    private record Kill(Moment moment, long nanos) {}

    /**
     * Halts it, looks whether the moment is right, and kills it, or lets it go on until it is. A checkpoint is over in
     * about a millisecond, so the packing before it is let go on in steps, and the kill counts from the first of them;
     * if none is caught, a packing will do.
     */
    private Kill kill(Moment wanted) throws IOException {
        Moment moment = wanted;
        Path backup = folder.getRoot().toPath().resolve("backup-" + round + ".zip");
        Optional<Run> writing = Optional.empty();
        if (moment == Moment.ANY) {
            Await.pass(Duration.ofMillis(random.nextInt(1_000)));
        } else if (moment == Moment.BACKUP) {
            writing = Optional.of(Run.start(
                    gateway.home(),
                    Map.of("BMS_DATA", gateway.data().toString()),
                    List.of("bin/bms", "shell", "bms:backup " + backup)));
        }
        long pid = gateway.pid();
        List<Path> threads = Moment.threads(pid);
        long begun = System.nanoTime();
        long killed;
        while (true) {
            long waited = System.nanoTime() - begun;
            assertTrue("no " + moment + " within " + SOON.multipliedBy(2), waited < 2 * SOON.toNanos());
            moment = wanted == Moment.CHECKPOINT && waited > SOON.toNanos() / 2 ? Moment.PACKING : wanted;
            Moment before = moment == Moment.CHECKPOINT ? Moment.PACKING : moment;
            if (!before.isNow(threads, backup)) {
                LockSupport.parkNanos(50_000);
                continue;
            }
            killed = System.nanoTime();
            signals.send("STOP", pid);
            awaitHalted(pid);
            if (before != moment) {
                stepIntoCheckpoint(pid, threads, backup);
            }
            if (moment.isNow(threads, backup)) {
                break;
            }
            signals.send("CONT", pid);
        }
        signals.send("KILL", pid);
        gateway.awaitEnd();
        writing.ifPresent(Run::close);
        return new Kill(moment, killed);
    }

    /** Lets it go on from a packing, bit by bit, until the checkpoint that follows has begun, or is over. */
    private void stepIntoCheckpoint(long pid, List<Path> threads, Path backup) {
        int left = STEPS;
        while (left > 0 && !Moment.CHECKPOINT.isNow(threads, backup)) {
            left -= Moment.PACKING.isNow(threads, backup) ? 0 : 1;
            signals.step(pid);
            awaitHalted(pid);
        }
    }

    private static void awaitHalted(long pid) {
        long end = System.nanoTime() + SOON.toNanos();
        while (!isHalted(pid)) {
            assertTrue("not halted within " + SOON, System.nanoTime() < end);
            LockSupport.parkNanos(20_000);
        }
    }

    private static boolean isHalted(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
        } catch (IOException e) {
            throw new AssertionError("the gateway ended by itself", e);
        }
    }

    private void checkDisk() {
        DiskCheck disk = new DiskCheck(gateway.data(), folder.getRoot().toPath().resolve("copy"));
        assertEquals(List.of(), disk.problems());
        assertEquals(List.of("" + DEVICES), disk.query("designer.db", "SELECT count(*) FROM site_device"));
        assertEquals(List.of("" + POINTS), disk.query("designer.db", "SELECT count(*) FROM site_point"));
        String flow = disk.query("designer.db", "SELECT flow_json FROM site").get(0);
        assertEquals(flow, acknowledged, MqttProbe.json(flow).path("round").asInt());
        assertEquals(
                disk.query("designer.db", "SELECT revision FROM site"),
                disk.query("designer.db", "SELECT max(revision) FROM site_revision"));
    }

    private void checkHistory(Set<String> heard, Instant begun, Instant died) {
        assertTrue("only " + heard.size() + " samples were heard", heard.size() >= LEAST_HEARD);
        try (MqttProbe probe = gateway.probe()) {
            List<String> stored =
                    Samples.stored(probe, gateway.base(), points, begun.minusSeconds(10), died.plusSeconds(1));
            assertEquals("points and times stored twice", Set.of(), Samples.doubled(stored));
            Set<String> missing = new TreeSet<>(heard);
            missing.removeAll(new HashSet<>(stored));
            assertEquals("samples that were heard and are not stored", Set.of(), missing);
        }
    }

    private void checkOrders() {
        orders.resume();
        Await.until(() -> orders.unanswered().isEmpty(), SOON, "every order that was taken is answered");
        assertEquals("orders with two different answers", Set.of(), orders.contradicted());
        Map<String, List<Float>> possible = orders.possible();
        orders.end();
        try (MqttProbe probe = gateway.probe()) {
            possible.keySet().forEach(point -> probe.subscribe(topic(point), 1));
            possible.forEach((point, values) -> probe.awaitNewest(
                    point + " is one of " + values,
                    SOON,
                    topic(point),
                    message ->
                            values.contains((float) message.json().path("value").asDouble())));
        }
    }

    private void checkRetained(Instant died) {
        Set<String> right = new HashSet<>();
        Await.until(
                () -> {
                    try (MqttProbe probe = gateway.probe()) {
                        probe.subscribe(gateway.base() + "/+/+", 1);
                        Await.pass(Duration.ofMillis(POINTS / 2));
                        Map<String, MqttProbe.Message> newest = new HashMap<>();
                        probe.messages().stream()
                                .filter(message -> message.json().has("point_id"))
                                .forEach(message -> newest.put(message.topic(), message));
                        right.clear();
                        newest.forEach((topic, message) -> {
                            String point = message.json().path("point_id").asText();
                            if (topic.equals(topic(point))
                                    && Instant.parse(message.json()
                                                    .path("timestamp")
                                                    .asText())
                                            .isAfter(died)
                                    && message.json().path("quality").asText().equals("good")) {
                                right.add(point);
                            }
                        });
                        assertTrue("topics of no point", points.containsAll(right));
                        return right.size() == points.size();
                    }
                },
                SOON,
                "a retained value of this run on each point's topic");
    }

    private String topic(String point) {
        return gateway.base() + "/" + point.substring(0, point.indexOf('.')) + "/" + point;
    }
}

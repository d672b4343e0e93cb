// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.Mosquitto;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Postgres;
import io.bms.itests.support.SampleRow;
import io.bms.itests.support.Simulator;
import io.bms.testkit.FreePorts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.InflaterInputStream;
import org.junit.Test;

/** An uplink to Mosquitto beside the embedded broker, over an outage, a crash, and a move of its broker's name. */
public class UplinkIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String USER = "site-1";
    private static final String PASSWORD = "words for the uplink";
    /** What was read last before a crash may be in one of both files only: each is written once a second, or later. */
    private static final Duration UNWRITTEN = Duration.ofSeconds(10);

    @Test
    public void outageAndCrash_theCloudHasEveryChangeThatTheHistoryHas_once() throws IOException {
        int port = FreePorts.tcp();
        Path names = Distribution.work().resolve("names-" + port);
        moveTo("127.0.0.9", names);
        try (Simulator building = Simulator.start(1, 30, "127.0.1.1", FreePorts.udp(), "--speed", "300");
                Gateway gateway = new Gateway(
                        building.port(),
                        Map.of(
                                "BMS_POLLING_INTERVAL_SECONDS",
                                "1",
                                "BMS_JAVA_OPTS",
                                "-Dsun.net.inetaddr.ttl=1 -Djdk.net.hosts.file=" + names))) {
            Path password = Files.createDirectories(gateway.data()).resolve("uplink-password");
            Files.writeString(password, PASSWORD + "\n");
            write(gateway, port, password);
            gateway.start();
            try (MqttProbe probe = gateway.probe()) {
                probe.command(gateway.base(), "get_config", "\"ip_addresses\":[\"127.0.1.1\"]", SOON);
                await(gateway, "batches wait", "cloud\\W+no\\W+\\d+ \\w+\\W+0\\W+([3-9]|\\d{2,})\\W");
            }
            long before = gateway.pid();
            gateway.kill9();
            gateway.awaitEnd();
            Instant crash = Instant.now();
            gateway.launch();
            gateway.awaitReady(SOON, before);
            try (Mosquitto cloud = Mosquitto.start(port, USER, PASSWORD);
                    MqttProbe receiver = MqttProbe.connect(cloud.uri(), USER, PASSWORD);
                    MqttProbe probe = gateway.probe()) {
                assertNotNull(receiver);
                receiver.subscribe("cloud/#", 1);
                moveTo("127.0.0.1", names);
                Instant end = Instant.now().plusSeconds(5);
                receiver.await("what is read now", SOON, m -> isBatch(m) && hasSampleAfter(m, end));
                Await.until(() -> hasNoGap(batches(receiver.messages())), SOON, "all that waited");
                receiver.await(
                        "the status",
                        SOON,
                        m -> m.topic().endsWith("/status/update")
                                && m.json().path("status").asText().equals("online"));
                receiver.await(
                        "what the points mean",
                        SOON,
                        m -> m.topic().endsWith("/site/0")
                                && inflated(m).at("/devices/0/points/29/tags").size() > 0);
                MqttProbe.Message first = receiver.messages().stream()
                        .filter(m -> m.topic().endsWith("/bulk"))
                        .findFirst()
                        .orElseThrow();
                assertTrue("the newest values come before all that waited", isSnapshot(first));
                assertEquals(30, inflated(first).path("points").size());
                List<MqttProbe.Message> heard = receiver.messages();
                Map<String, JsonNode> batches = batches(heard);
                List<String> got = new ArrayList<>();
                batches.values().forEach(batch -> batch.path("points")
                        .forEach(sample -> got.add(key(
                                sample.path("point_id").asText(),
                                sample.path("timestamp").asText()))));
                Set<String> once = new HashSet<>(got);
                assertEquals("samples that came twice", once.size(), got.size());
                Set<String> missing = new TreeSet<>(changes(probe, gateway.base(), points(once), crash, end));
                assertTrue("changes: " + missing.size(), missing.size() > 50);
                missing.removeAll(once);
                assertEquals("of " + once.size(), Set.of(), missing);
                assertEquals("runs that made batches", 2, boots(batches));
                assertBecomesRows(heard, batches.size());
            }
        }
    }

    /** By the function of configs/cloud; each message comes twice. mvn -Pfleet has brokers and Camel before it. */
    private static void assertBecomesRows(List<MqttProbe.Message> heard, int batches) throws IOException {
        StringBuilder script = new StringBuilder(
                Files.readString(Path.of(System.getProperty("bms.root"), "configs/cloud/schema.sql")));
        Set<String> samples = new TreeSet<>();
        for (MqttProbe.Message message : heard) {
            boolean plain = message.topic().endsWith("/status/update");
            JsonNode json = plain ? message.json() : inflated(message);
            String call = "SELECT fleet.ingest($bms$" + message.topic() + "$bms$, $bms$" + json + "$bms$);\n";
            script.append(call).append(call);
            for (JsonNode sample : json.path("points")) {
                samples.add(SampleRow.of(sample));
            }
        }
        try (Postgres cloud = Postgres.start()) {
            cloud.run(script.toString());
            assertEquals(
                    samples,
                    new TreeSet<>(
                            cloud.run(
                                    "SELECT point_id, round(extract(epoch FROM at) * 1000),"
                                            + " coalesce(value::text, text), q.name"
                                            + " FROM fleet.sample JOIN fleet.point USING (point_no) JOIN fleet.quality q USING (quality)")));
            assertEquals(
                    List.of(samples.size() + "|" + batches + "|0|0|1|30|t"),
                    cloud.run("SELECT (SELECT count(*) FROM fleet.sample), (SELECT count(*) FROM fleet.batch),"
                            + " (SELECT count(*) FROM fleet.gap), (SELECT count(*) FROM fleet.refused),"
                            + " (SELECT count(*) FROM fleet.fleet_status WHERE online),"
                            + " (SELECT count(name) FROM fleet.fleet_point),"
                            + " (SELECT count(*) > 0 FROM fleet.fleet_point WHERE tags <> '{}')"));
        }
    }

    /** Where the name of the cloud's broker leads, by what the gateway has for DNS. */
    private static void moveTo(String address, Path names) throws IOException {
        Files.writeString(names, "127.0.0.1 localhost\n" + address + " cloud.test\n");
    }

    private static void write(Gateway gateway, int port, Path password) throws IOException {
        Files.writeString(
                Files.createDirectories(gateway.data().resolve("etc")).resolve("io.bms.uplink-cloud.cfg"),
                String.join(
                        "\n",
                        "hosts = cloud.test:" + port,
                        "user = " + USER,
                        "passwordFile = " + password,
                        "prefix = cloud",
                        "batchIntervalSeconds = 2",
                        ""));
    }

    private static void await(Gateway gateway, String what, String row) {
        Pattern shown = Pattern.compile(row);
        Await.until(() -> shown.matcher(gateway.shell("bms:uplink-list")).find(), SOON, what);
    }

    /** A snapshot has no number, and its samples are in batches too. */
    private static boolean isBatch(MqttProbe.Message message) {
        return message.topic().endsWith("/bulk") && inflated(message).has("batch_id");
    }

    private static boolean isSnapshot(MqttProbe.Message message) {
        return message.topic().endsWith("/bulk")
                && inflated(message).path("snapshot").asBoolean();
    }

    private static JsonNode inflated(MqttProbe.Message message) {
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(message.payload()))) {
            return MqttProbe.json(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasSampleAfter(MqttProbe.Message message, Instant time) {
        for (JsonNode sample : inflated(message).path("points")) {
            if (Instant.parse(sample.path("timestamp").asText()).isAfter(time)) {
                return true;
            }
        }
        return false;
    }

    /** By their ids: one that comes again is ignored. */
    private static Map<String, JsonNode> batches(List<MqttProbe.Message> messages) {
        Map<String, JsonNode> batches = new TreeMap<>();
        messages.stream()
                .filter(UplinkIT::isBatch)
                .map(UplinkIT::inflated)
                .forEach(batch -> batches.putIfAbsent(batch.path("batch_id").asText(), batch));
        return batches;
    }

    private static boolean hasNoGap(Map<String, JsonNode> batches) {
        Set<Long> numbers = new TreeSet<>();
        batches.values().forEach(batch -> numbers.add(batch.path("sequence").asLong()));
        return numbers.stream().mapToLong(Long::longValue).max().orElse(0) == numbers.size();
    }

    private static long boots(Map<String, JsonNode> batches) {
        return batches.values().stream()
                .map(batch -> batch.path("boot_id").asText())
                .distinct()
                .count();
    }

    /** Of samples, by {@link #key}. */
    private static Set<String> points(Set<String> samples) {
        return samples.stream().map(sample -> sample.split(" ")[0]).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String key(String point, String timestamp) {
        return point + " " + timestamp;
    }

    /** What the history says has changed, but for what was read just before the crash. */
    private static Set<String> changes(MqttProbe probe, String base, Set<String> points, Instant crash, Instant end) {
        Set<String> changes = new HashSet<>();
        JsonNode answer = probe.command(
                base,
                "get_history",
                "\"point_ids\":[" + points.stream().collect(Collectors.joining("\",\"", "\"", "\"")) + "],"
                        + "\"from\":\"2020-01-01T00:00:00Z\",\"to\":\"" + end + "\",\"limit\":10000",
                SOON);
        for (JsonNode series : answer.path("series")) {
            String last = "";
            for (JsonNode sample : series.path("samples")) {
                String value = sample.get(1) + " " + sample.get(2);
                Instant at = Instant.parse(sample.get(0).asText());
                boolean unwritten = at.isAfter(crash.minus(UNWRITTEN)) && !at.isAfter(crash);
                if (!value.equals(last) && !unwritten) {
                    changes.add(
                            key(series.path("point_id").asText(), sample.get(0).asText()));
                }
                last = value;
            }
        }
        return changes;
    }
}

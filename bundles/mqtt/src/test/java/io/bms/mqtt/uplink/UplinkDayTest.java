// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bms.api.identity.Identity;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.mqtt.Cable;
import io.bms.mqtt.Mosquitto;
import io.bms.testkit.Arrivals;
import io.bms.testkit.Await;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeIdentities;
import io.bms.testkit.FreePorts;
import io.bms.testkit.ManualClock;
import io.bms.text.BrokerUrl;
import io.bms.tls.TlsFiles;
import io.bms.wire.SampleEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.Assume;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Hours without a broker, two crashes meanwhile, and then a line of 64 kbit/s that is cut: 100 points read each 30 s, a
 * fifth of them changing. In short; {@code -Dbms.day.hours=24 -Dsurefire.timeout=7200} is the whole day, and then
 * Mosquitto's own bridge goes through the same. It prints what it measured.
 */
public final class UplinkDayTest {
    private static final int HOURS = Integer.getInteger("bms.day.hours", 1);
    private static final int POINTS = 100;
    private static final int CHANGING = 20;
    private static final Duration READ = Duration.ofSeconds(30);
    private static final Duration CONFIRM = Duration.ofMinutes(15);
    private static final int ROUNDS = HOURS * 120;
    /** 64 kbit/s. */
    private static final int LINE = 8_000;

    private static final Duration PATIENCE = Duration.ofMinutes(90);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Rule
    public final Mosquitto cloud = new Mosquitto();

    @Rule
    public final Mosquitto site = new Mosquitto();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Random random = new Random(15);
    private final double[] values =
            IntStream.range(0, POINTS).mapToDouble(i -> 20 + i / 10.0).toArray();
    private final Map<String, String> made = new HashMap<>();
    /** What was news of the newest read. */
    private List<Sample> last = List.of();

    /** All points, as read at a time; those that change go a step up or down. */
    private List<Sample> read(Instant at) {
        return IntStream.range(0, POINTS)
                .mapToObj(i -> {
                    if (i < CHANGING) {
                        values[i] = Math.round(10 * values[i] + (random.nextBoolean() ? 1 : -1)) / 10.0;
                    }
                    return new Sample(
                            Devices.point(1001, i + 1),
                            new PointValue.Real((float) values[i]),
                            Quality.GOOD,
                            Set.of(),
                            at,
                            READ);
                })
                .toList();
    }

    private static String key(JsonNode sample) {
        return sample.path("point_id").asText() + " " + sample.path("timestamp").asText();
    }

    private static JsonNode json(byte[] payload) {
        try {
            return JSON.readTree(payload);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Goes through the hours, a read at a time; what is new or due to be confirmed is the truth. */
    private void pass(ManualClock clock, int from, int to, ChangeFilter filter, Consumer<List<Sample>> news) {
        for (int round = from; round < to; round++) {
            List<Sample> read = read(clock.instant());
            last = read.stream().filter(filter::isNews).toList();
            for (Sample sample : last) {
                JsonNode member = json(SampleEncoder.member(sample));
                made.put(key(member), member.path("value").asText());
            }
            news.accept(read);
            clock.advance(READ);
        }
    }

    @Test
    public void hoursAway_twoCrashes_andANarrowLine_everySampleArrives_once() throws IOException {
        ManualClock clock = new ManualClock(Instant.now().minus(Duration.ofHours(HOURS + 1)));
        Path data = folder.newFolder("run-0").toPath();
        int third = ROUNDS / 3;
        int backlog = 0;
        for (int crash = 0; crash < 3; crash++) {
            Uplink away = uplink(data, clock, FreePorts.tcp());
            int end = (crash + 1) * third;
            ChangeFilter own = new ChangeFilter(CONFIRM);
            pass(clock, crash * third, end - 1, new ChangeFilter(CONFIRM), read -> {
                read.forEach(own::isNews);
                give(away, read);
            });
            // One by one, so that all of them are known to be on the disk when it crashes.
            pass(clock, end - 1, end, own, news -> {});
            last.forEach(sample -> give(away, List.of(sample)));
            Path next = folder.newFolder("run-" + (crash + 1)).toPath();
            copy(data, next);
            backlog = away.report().waiting();
            away.close();
            data = next;
        }
        drain(data, clock.instant(), backlog);
    }

    private static void give(Uplink uplink, List<Sample> news) {
        int waiting = uplink.report().waiting();
        uplink.accept(new SampleBatch(news));
        Await.until(() -> uplink.report().waiting() > waiting, PATIENCE, "a batch");
    }

    /** What is on the disk, as a kill leaves it: the process has it open. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private void drain(Path data, Instant now, int backlog) {
        Clock clock = Clock.offset(Clock.system(ZoneOffset.UTC), Duration.between(Instant.now(), now));
        try (Receiver receiver = new Receiver(cloud.port());
                Cable line = new Cable(cloud.port()).narrow(LINE)) {
            Uplink back = uplink(data, clock, line.port());
            long begun = System.nanoTime();
            List<Integer> cuts = new ArrayList<>(List.of(backlog * 2 / 3, backlog / 3));
            Await.until(
                    () -> {
                        int waiting = back.report().waiting();
                        if (!cuts.isEmpty() && waiting < cuts.get(0)) {
                            cuts.remove(0);
                            line.cut();
                        }
                        return waiting == 0 && back.report().sent() > 0;
                    },
                    PATIENCE,
                    "all that waited");
            double seconds = (System.nanoTime() - begun) / 1e9;
            Map<String, String> got = new HashMap<>();
            Set<String> ids = new HashSet<>();
            long doubled = 0;
            for (JsonNode batch : receiver.batches()) {
                if (ids.add(batch.path("batch_id").asText())) {
                    for (JsonNode sample : batch.path("points")) {
                        doubled += got.put(key(sample), sample.path("value").asText()) == null ? 0 : 1;
                    }
                }
            }
            System.out.printf(
                    "day: uplink, %d h: %d samples, %d missing, %d doubled, %d batches sent again, %d KiB, %.0f s at 64 kbit/s%n",
                    HOURS,
                    made.size(),
                    missing(got),
                    doubled,
                    receiver.batches().size() - ids.size(),
                    back.report().bytes() / 1024,
                    seconds);
            back.close();
            assertEquals(made, got);
            assertEquals(0, doubled);
            assertTrue(receiver.hasNoGap());
            assertEquals(List.of(), cuts);
        }
    }

    private long missing(Map<String, String> got) {
        return made.entrySet().stream()
                .filter(sample -> !sample.getValue().equals(got.get(sample.getKey())))
                .count();
    }

    private Uplink uplink(Path data, Clock clock, int port) {
        return new Uplink(
                Uplinks.parts(new FakeIdentities(new Identity("acme", "hq", "gw-1")), data, clock),
                new UplinkSettings(
                        List.of(BrokerUrl.parse("127.0.0.1:" + port)),
                        Optional.empty(),
                        Optional.empty(),
                        TlsFiles.NONE,
                        Optional.empty(),
                        "cloud",
                        Duration.ZERO,
                        CONFIRM,
                        480_000,
                        64 << 20,
                        Duration.ofHours(168),
                        0,
                        Uplinks.NO_COMMANDS,
                        Profile.MQTT5));
    }

    @Test
    public void mosquittosBridge_asShipped_throughTheSame() {
        bridge("as shipped", "");
    }

    @Test
    public void mosquittosBridge_withAQueueWithoutEnd_throughTheSame() {
        bridge("max_queued_messages 0", "max_queued_messages 0");
    }

    /** Writes its file as often as it does in a day as shipped, each half hour: here by the number of changes. */
    private void bridge(String name, String queue) {
        Assume.assumeTrue("by hand only", HOURS > 1);
        try (Cable line = new Cable(cloud.port());
                Rows rows = new Rows(cloud.port())) {
            line.unplug();
            String[] lines = {
                "allow_anonymous true",
                queue,
                "autosave_on_changes true",
                "autosave_interval " + made(30),
                "connection cloud",
                "address 127.0.0.1:" + line.port(),
                "cleansession false",
                "restart_timeout 1",
                "topic # out 1"
            };
            site.stop();
            site.startWithItsSessions(lines);
            ManualClock clock = new ManualClock();
            ChangeFilter filter = new ChangeFilter(CONFIRM);
            ChangeFilter own = new ChangeFilter(CONFIRM);
            int third = ROUNDS / 3;
            for (int crash = 0; crash < 3; crash++) {
                try (Rows publisher = new Rows(site.port())) {
                    pass(clock, crash * third, (crash + 1) * third, filter, read -> read.stream()
                            .filter(own::isNews)
                            .forEach(publisher::publish));
                }
                if (crash < 2) {
                    site.kill();
                    site.startWithItsSessions(lines);
                }
            }
            line.narrow(LINE);
            long begun = System.nanoTime();
            line.plugIn();
            long[] last = {System.nanoTime(), 0};
            Await.until(
                    () -> {
                        if (rows.count != last[1]) {
                            last[1] = rows.count;
                            last[0] = System.nanoTime();
                        }
                        return rows.count > 0 && System.nanoTime() - last[0] > 15_000_000_000L;
                    },
                    PATIENCE,
                    "no more comes");
            System.out.printf(
                    "day: bridge, %s, %d h: %d samples, %d missing, %d doubled, %.0f s at 64 kbit/s%n",
                    name, HOURS, made.size(), missing(rows.got), rows.count - rows.got.size(), (last[0] - begun) / 1e9);
        }
    }

    /** How many samples there are of so many minutes. */
    private static int made(int minutes) {
        return minutes * 2 * CHANGING + minutes / 15 * (POINTS - CHANGING);
    }

    /** Publishes samples, each on its point's topic and retained, as the gateway's own session does; and takes them. */
    private static final class Rows implements AutoCloseable {
        private final MqttAsyncClient client;
        private final Map<String, String> got = new ConcurrentHashMap<>();
        private volatile long count;
        private final List<IMqttToken> underWay = new ArrayList<>();

        Rows(int port) {
            try {
                client = new MqttAsyncClient(
                        "tcp://127.0.0.1:" + port, "rows-" + System.nanoTime(), new MemoryPersistence());
                client.connect().waitForCompletion(120_000);
                client.setCallback(new Arrivals((topic, message) -> took(message.getPayload())));
                client.subscribe("site/#", 1).waitForCompletion(120_000);
            } catch (MqttException e) {
                throw new AssertionError(e);
            }
        }

        void publish(Sample sample) {
            byte[] payload = SampleEncoder.member(sample);
            try {
                underWay.add(client.publish("site/" + sample.pointId(), payload, 1, true));
                if (underWay.size() == 10) {
                    for (IMqttToken token : underWay) {
                        token.waitForCompletion(120_000);
                    }
                    underWay.clear();
                }
            } catch (MqttException e) {
                throw new AssertionError(new String(payload, StandardCharsets.UTF_8), e);
            }
        }

        private void took(byte[] payload) {
            JsonNode sample = json(payload);
            got.put(key(sample), sample.path("value").asText());
            count++;
        }

        @Override
        public void close() {
            try {
                for (IMqttToken token : underWay) {
                    token.waitForCompletion(120_000);
                }
                client.disconnect().waitForCompletion(120_000);
                client.close(true);
            } catch (MqttException e) {
                throw new AssertionError(e);
            }
        }
    }
}

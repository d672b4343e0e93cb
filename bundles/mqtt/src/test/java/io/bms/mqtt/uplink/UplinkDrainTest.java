// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.identity.Identity;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.mqtt.Cable;
import io.bms.mqtt.Mosquitto;
import io.bms.testkit.Await;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeIdentities;
import io.bms.testkit.FreePorts;
import io.bms.testkit.ManualClock;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What a bad line does to a backlog on its way. */
public final class UplinkDrainTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int SAMPLES = 20_000;
    /** As many as make a batch. */
    private static final int OF_A_BATCH = 500;

    @Rule
    public final Mosquitto broker = new Mosquitto();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Uplink uplink;

    @After
    public void stop() {
        uplink.close();
    }

    private void start(int port) {
        uplink = new Uplink(
                Uplinks.parts(
                        new FakeIdentities(new Identity("acme", "hq", "gw-1")),
                        folder.getRoot().toPath(),
                        Clock.systemUTC()),
                Uplinks.settings(Uplinks.NO_COMMANDS, 100_000_000, 0, "127.0.0.1:" + port));
    }

    /** Of one point, one after another; each is another value. */
    private void give(int from, int to) {
        uplink.accept(new SampleBatch(IntStream.range(from, to)
                .mapToObj(i -> new Sample(
                        Devices.point(1001, 1),
                        new PointValue.Integer(i),
                        Quality.GOOD,
                        Set.of(),
                        ManualClock.START.plusSeconds(i),
                        Duration.ofSeconds(30)))
                .toList()));
    }

    private void backlog() {
        start(FreePorts.tcp());
        for (int from = 0; from < SAMPLES; from += SAMPLES / 4) {
            give(from, from + SAMPLES / 4);
            int batches = (from + SAMPLES / 4) / OF_A_BATCH;
            Await.until(() -> uplink.report().waiting() >= batches, PATIENCE, batches + " batches");
        }
        uplink.close();
    }

    @Test
    public void tenBlackholes_loseAndDoubleNothing() {
        backlog();
        try (Receiver cloud = new Receiver(broker.port());
                Cable line = new Cable(broker.port()).narrow(60_000)) {
            start(line.port());
            for (int i = 0; i < 10; i++) {
                Await.until(() -> uplink.report().connected().isPresent(), PATIENCE, "a connection");
                long sent = uplink.report().sent();
                Await.until(
                        () -> uplink.report().sent() > sent || uplink.report().waiting() == 0, PATIENCE, "it goes on");
                line.fallSilent();
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                line.speak();
            }
            line.narrow(Integer.MAX_VALUE);
            Await.until(() -> uplink.report().waiting() == 0, PATIENCE, "all is sent");
            cloud.awaitValues(SAMPLES);
            assertEquals(
                    IntStream.range(0, SAMPLES).boxed().toList(),
                    cloud.values().stream().sorted().toList());
            assertTrue(cloud.hasNoGap());
            assertEquals(0, uplink.report().dropped());
        }
    }

    /** 64 kbit/s. */
    @Test
    public void narrowLine_whatIsNewDoesNotWaitForTheBacklog() {
        backlog();
        try (Receiver cloud = new Receiver(broker.port());
                Cable line = new Cable(broker.port()).narrow(8_000)) {
            start(line.port());
            cloud.awaitValues(OF_A_BATCH);
            give(SAMPLES, SAMPLES + 1);
            Await.until(() -> cloud.values().contains(SAMPLES), PATIENCE, "what is new");
            List<Integer> before = cloud.values();
            assertTrue(before.size() + " came before it", before.size() < SAMPLES / 2);
            line.narrow(Integer.MAX_VALUE);
            cloud.awaitValues(SAMPLES + 1);
            assertEquals(
                    IntStream.rangeClosed(0, SAMPLES).boxed().toList(),
                    cloud.values().stream().sorted().toList());
        }
    }
}

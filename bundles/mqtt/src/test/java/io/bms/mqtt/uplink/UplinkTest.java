// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.api.identity.Identity;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.GatewayStatus;
import io.bms.api.status.StatusItem;
import io.bms.mqtt.Mosquitto;
import io.bms.testkit.Await;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeIdentities;
import io.bms.testkit.FreePorts;
import io.bms.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** An uplink to a broker that is not ours. */
public final class UplinkTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Rule
    public final Mosquitto broker = new Mosquitto();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final FakeIdentities identities = new FakeIdentities(new Identity("acme", "hq", "gw-1"));
    private final List<Uplink> running = new ArrayList<>();

    @After
    public void stop() {
        running.forEach(Uplink::close);
    }

    private Uplink start(Path data, int bytesPerMinute, String... hosts) {
        Uplink uplink = new Uplink(
                Uplinks.parts(identities, data, Clock.systemUTC()),
                Uplinks.settings(Uplinks.NO_COMMANDS, bytesPerMinute, 0, hosts));
        running.add(uplink);
        return uplink;
    }

    private Path data() {
        return folder.getRoot().toPath();
    }

    private String host() {
        return "127.0.0.1:" + broker.port();
    }

    static SampleBatch value(int value) {
        return value(value, ManualClock.START.plusSeconds(value));
    }

    private static SampleBatch value(int value, Instant at) {
        return new SampleBatch(List.of(new Sample(
                Devices.point(1001, 1),
                new PointValue.Integer(value),
                Quality.GOOD,
                Set.of(),
                at,
                Duration.ofSeconds(30))));
    }

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** Each has to be in a batch of its own. */
    static void give(Uplink uplink, int from, int to) {
        for (int i = from; i < to; i++) {
            int waiting = uplink.report().waiting();
            long sent = uplink.report().sent();
            uplink.accept(value(i));
            Await.until(
                    () -> uplink.report().waiting() > waiting || uplink.report().sent() > sent,
                    PATIENCE,
                    "a batch of " + value(i));
        }
    }

    @Test
    public void changes_arriveDeflated_withBootAndSequence_underThePrefix() {
        try (Receiver receiver = new Receiver(broker.port())) {
            Uplink uplink = start(data(), 100_000_000, host());
            give(uplink, 0, 3);
            receiver.awaitValues(3);
            assertEquals(upTo(3), receiver.values());
            assertEquals(List.of(), receiver.wrong());
            assertEquals("boot-1", receiver.batches().get(0).get("boot_id").asText());
            assertTrue(receiver.hasNoGap());
            Await.until(() -> uplink.report().waiting() == 0, PATIENCE, "nothing waits");
            assertEquals(Optional.of(host()), uplink.report().connected());
        }
    }

    @Test
    public void unchanged_isSentOnlyToConfirm() {
        try (Receiver receiver = new Receiver(broker.port())) {
            Uplink uplink = start(data(), 100_000_000, host());
            uplink.accept(value(7, ManualClock.START));
            uplink.accept(value(7, ManualClock.START.plusSeconds(30)));
            uplink.accept(value(7, ManualClock.START.plusSeconds(899)));
            uplink.accept(value(7, ManualClock.START.plusSeconds(900)));
            uplink.accept(value(8, ManualClock.START.plusSeconds(930)));
            receiver.awaitValues(3);
            assertEquals(List.of(7, 7, 8), receiver.values());
        }
    }

    @Test
    public void outage_nothingIsLostOrDoubled_overRestartsToo() {
        int port = FreePorts.tcp();
        Uplink first = start(data(), 100_000_000, "127.0.0.1:" + port);
        give(first, 0, 5);
        first.accept(value(5));
        first.close();
        Uplink second = start(data(), 100_000_000, "127.0.0.1:" + port);
        give(second, 6, 10);
        second.close();
        running.clear();
        try (Receiver receiver = new Receiver(broker.port())) {
            Uplink third = start(data(), 100_000_000, host());
            give(third, 10, 12);
            receiver.awaitValues(12);
            Await.until(() -> third.report().waiting() == 0, PATIENCE, "nothing waits");
            assertEquals(upTo(12), receiver.values().stream().sorted().toList());
            assertTrue(receiver.hasNoGap());
        }
    }

    /** What a crash leaves is the files as they are; what was acknowledged may come again, and says so. */
    @Test
    public void crash_whileBatchesAreUnderWay_doublesNothing() throws IOException {
        int port = FreePorts.tcp();
        Uplink before = start(data(), 100_000_000, "127.0.0.1:" + port);
        give(before, 0, 8);
        before.close();
        running.clear();
        Path crashed = folder.newFolder("crashed").toPath();
        try (Stream<Path> files = Files.list(data())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, crashed.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        try (Receiver receiver = new Receiver(broker.port())) {
            start(data(), 100_000_000, host());
            receiver.awaitValues(8);
            running.get(0).close();
            running.clear();
            Uplink after = start(crashed, 100_000_000, host());
            Await.until(() -> after.report().waiting() == 0 && after.report().sent() == 8, PATIENCE, "all again");
            assertEquals(16, receiver.batches().size());
            assertEquals(upTo(8), receiver.values());
        }
    }

    @Test
    public void backlog_goesAtItsRate_andWhatIsNewBeforeIt() {
        Uplink away = start(data(), 1_000, "127.0.0.1:" + FreePorts.tcp());
        give(away, 0, 6);
        away.close();
        running.clear();
        try (Receiver receiver = new Receiver(broker.port())) {
            // Some 200 bytes a batch: a few seconds from one to the next.
            Uplink slow = start(data(), 1_000, host());
            receiver.awaitValues(1);
            give(slow, 6, 8);
            receiver.awaitValues(3);
            List<Integer> values = receiver.batches().stream()
                    .map(batch -> batch.get("points").get(0).get("value").asInt())
                    .toList();
            assertTrue("new ones wait for old ones: " + values, values.indexOf(6) < 5 && !values.contains(5));
            assertTrue(slow.report().waiting() > 0);
        }
    }

    @Test
    public void brokerKilledAndBack_whatWasUnderWayComesAgain() throws IOException {
        Uplink uplink = start(data(), 100_000_000, host());
        give(uplink, 0, 3);
        Await.until(() -> uplink.report().waiting() == 0, PATIENCE, "the broker has it");
        broker.kill();
        give(uplink, 3, 6);
        assertEquals(Optional.empty(), uplink.report().connected());
        broker.start("allow_anonymous true");
        try (Receiver receiver = new Receiver(broker.port())) {
            Await.until(() -> uplink.report().waiting() == 0, PATIENCE, "nothing waits");
            // The receiver may have come after all of them.
            give(uplink, 6, 7);
            Await.until(() -> receiver.values().contains(6), PATIENCE, "what came last");
            Await.until(() -> uplink.report().sent() == 7, PATIENCE, "all are acknowledged");
        }
    }

    @Test
    public void batchLargerThanTheBrokerTakes_isAProblemAndWaits_andTheConnectionHolds() {
        broker.stop();
        broker.start("allow_anonymous true", "max_packet_size 600");
        Uplink uplink = start(data(), 100_000_000, host());
        uplink.accept(large());
        Await.until(() -> codes(uplink).equals(List.of("uplink_refused_cloud")), PATIENCE, "said as a problem");
        assertEquals(1, uplink.report().waiting());
        assertEquals(Optional.of(host()), uplink.report().connected());
        broker.stop();
        broker.start("allow_anonymous true");
        Await.until(() -> uplink.report().waiting() == 0, PATIENCE, "taken by a broker that takes it");
        assertEquals(List.of(), codes(uplink));
    }

    /** One that takes more than 600 bytes, deflated. */
    private static SampleBatch large() {
        return new SampleBatch(IntStream.rangeClosed(101, 200)
                .mapToObj(i -> new Sample(
                        Devices.point(1001, i),
                        new PointValue.Double(Math.sqrt(i)),
                        Quality.GOOD,
                        Set.of(),
                        ManualClock.START,
                        Duration.ofSeconds(30)))
                .toList());
    }

    @Test
    public void batchThatIsRefused_holdsUpNoOtherOfTheBacklog() {
        Uplink away = start(data(), 100_000_000, "127.0.0.1:" + FreePorts.tcp());
        away.accept(large());
        Await.until(() -> away.report().waiting() == 1, PATIENCE, "the large one");
        give(away, 0, 3);
        away.close();
        running.clear();
        broker.stop();
        broker.start("allow_anonymous true", "max_packet_size 600");
        Uplink uplink = start(data(), 100_000_000, host());
        Await.until(() -> uplink.report().sent() == 3, PATIENCE, "the others");
        assertEquals(1, uplink.report().waiting());
        assertEquals(Optional.of(host()), uplink.report().connected());
    }

    @Test
    public void backlog_isPrecededByTheNewestValues() {
        int port = FreePorts.tcp();
        Uplink uplink = start(data(), 1_000, "127.0.0.1:" + port);
        give(uplink, 0, 6);
        broker.stop();
        broker.start("allow_anonymous true\nlistener " + port + " 127.0.0.1");
        try (Receiver receiver = new Receiver(broker.port())) {
            Await.until(() -> receiver.snapshots().size() == 1, PATIENCE, "a snapshot");
            JsonNode points = receiver.snapshots().get(0).get("points");
            assertEquals(1, points.size());
            assertEquals(5, points.get(0).get("value").asInt());
            assertTrue(uplink.report().waiting() > 2);
        }
    }

    @Test
    public void hosts_areTriedInTurn() {
        try (Receiver receiver = new Receiver(broker.port())) {
            Uplink uplink = start(data(), 100_000_000, "127.0.0.1:" + FreePorts.tcp(), host());
            give(uplink, 0, 1);
            receiver.awaitValues(1);
            assertEquals(Optional.of(host()), uplink.report().connected());
        }
    }

    @Test
    public void status_isOnlineWhileThere_andStoppedAfterwards() {
        try (Receiver receiver = new Receiver(broker.port())) {
            Uplink uplink = start(data(), 100_000_000, host());
            uplink.status(new GatewayStatus(
                    true,
                    Optional.empty(),
                    "boot-1",
                    "0.1.0",
                    MonitoringStatus.ACTIVE,
                    ConnectionStatus.CONNECTED,
                    ConnectionStatus.CONNECTED,
                    1,
                    1,
                    1,
                    1,
                    List.of(),
                    Map.of(),
                    Instant.EPOCH));
            receiver.awaitStatus("\"status\":\"online\"");
            uplink.close();
            running.clear();
            receiver.awaitStatus("\"reason\":\"stopped\"");
        }
    }

    /** Whoever comes later sees it too; the same once more is not sent again. */
    @Test
    public void site_isRetained_andToldAgainWhenItIsAnother() {
        Uplink uplink = start(data(), 100_000_000, host());
        uplink.siteChanged(Devices.site(Devices.device(1001, 2, Duration.ofSeconds(30))));
        give(uplink, 0, 1);
        Await.until(() -> uplink.report().waiting() == 0, PATIENCE, "the broker has the batch, and the site before it");
        try (Receiver receiver = new Receiver(broker.port())) {
            Await.until(() -> receiver.sites().size() == 1, PATIENCE, "what is retained");
            JsonNode device = receiver.sites().get(0).get("devices").get(0);
            assertEquals("device 1001", device.get("name").asText());
            assertEquals(2, device.get("points").size());
            assertEquals("none", receiver.sites().get(0).get("commands").asText());
            uplink.siteChanged(Devices.site(Devices.device(1001, 2, Duration.ofSeconds(60))));
            uplink.siteChanged(Devices.site(Devices.device(1001, 3, Duration.ofSeconds(60))));
            Await.until(() -> receiver.sites().size() > 1, PATIENCE, "the other one");
            assertEquals(
                    3,
                    receiver.sites().get(1).get("devices").get(0).get("points").size());
            uplink.bindMeanings((site, point) -> List.of("sensor", "temp"));
            Await.until(() -> receiver.sites().size() > 2, PATIENCE, "what the points mean");
            assertEquals(
                    "[\"sensor\",\"temp\"]",
                    receiver.sites().get(2).at("/devices/0/points/0/tags").toString());
        }
    }

    /** Of what changes meanwhile each would cost as much as the newest. */
    @Test
    public void site_thatChangesWhileTheBudgetIsUsedUp_isToldOnce_asItIsThen() {
        ManualClock clock = new ManualClock();
        Uplink uplink = new Uplink(
                Uplinks.parts(identities, data(), clock),
                Uplinks.settings(Uplinks.NO_COMMANDS, 100_000_000, 1_100, host()));
        running.add(uplink);
        Await.until(
                () -> uplink.status().toString().contains("only the status"), PATIENCE, "connecting has used it up");
        try (Receiver receiver = new Receiver(broker.port())) {
            for (int points = 1; points <= 5; points++) {
                uplink.siteChanged(Devices.site(Devices.device(1001, points, Duration.ofSeconds(30))));
            }
            uplink.accept(value(7, clock.instant()));
            Await.until(
                    () -> {
                        clock.advance(Duration.ofSeconds(1));
                        return uplink.report().waiting() > 0;
                    },
                    PATIENCE,
                    "what came after the changes");
            assertEquals(List.of(), receiver.sites());
            clock.advance(Duration.ofDays(1));
            Await.until(() -> !receiver.sites().isEmpty(), PATIENCE, "the site");
            assertEquals(
                    5,
                    receiver.sites().get(0).get("devices").get(0).get("points").size());
        }
    }

    /** Batches that are taken do not take it back. */
    @Test
    public void siteLargerThanTheBrokerTakes_isAProblem_untilASmallerOneIsTold() {
        broker.stop();
        broker.start("allow_anonymous true", "max_packet_size 600");
        Uplink uplink = start(data(), 100_000_000, host());
        uplink.siteChanged(Devices.site(Devices.device(1001, 500, Duration.ofSeconds(30))));
        Await.until(() -> codes(uplink).equals(List.of("uplink_refused_cloud")), PATIENCE, "said as a problem");
        give(uplink, 0, 1);
        Await.until(() -> uplink.report().sent() == 1, PATIENCE, "a batch is taken");
        assertEquals(List.of("uplink_refused_cloud"), codes(uplink));
        uplink.siteChanged(Devices.site(Devices.device(1001, 1, Duration.ofSeconds(30))));
        Await.until(() -> codes(uplink).isEmpty(), PATIENCE, "the smaller one");
    }

    @Test
    public void unencryptedAndWithoutAHost_areProblems() {
        assertEquals(List.of(), codes(start(data(), 1_000, "127.0.0.1:1")));
        running.get(0).close();
        running.clear();
        Uplink nowhere = start(data(), 1_000);
        assertEquals(List.of("uplink_no_host_cloud"), codes(nowhere));
        nowhere.close();
        running.clear();
        assertEquals(List.of("uplink_not_encrypted_cloud"), codes(start(data(), 1_000, "192.0.2.1")));
    }

    private static List<String> codes(Uplink uplink) {
        return uplink.status().stream()
                .filter(StatusItem.Problem.class::isInstance)
                .map(item -> ((StatusItem.Problem) item).code())
                .toList();
    }

    @Test
    public void clientId_isUniqueForEachSite_andNeverTooLong() {
        assertEquals("acme_hq_gw-1", ClientId.of(new Identity("acme", "hq", "gw-1")));
        String sixty = "x".repeat(60);
        String hashed = ClientId.of(new Identity(sixty, sixty, sixty));
        assertTrue(hashed, hashed.matches("bms_[0-9a-f]{64}"));
        assertFalse(hashed.equals(ClientId.of(new Identity(sixty, sixty, sixty + "y"))));
    }
}

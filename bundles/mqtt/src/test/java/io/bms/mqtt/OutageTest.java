// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.Role;
import io.bms.api.identity.Identity;
import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusItem.Counter;
import io.bms.mqtt.link.Incoming;
import io.bms.mqtt.link.Outsider;
import io.bms.testkit.Await;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeIdentities;
import io.bms.testkit.FakeOutbox;
import io.bms.testkit.FakeSiteStore;
import io.bms.wire.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

/**
 * Brokers and networks that fail in the ways that Paho is known to stumble over. Every sample carries a
 * number of its own, so that each can be found again. {@code bms.outage.seconds} lengthens the outages.
 */
public class OutageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration BACK = Duration.ofSeconds(30);
    private static final Duration FIRST_CONNECT_FAILS = Duration.ofSeconds(Integer.getInteger("bms.outage.seconds", 5));
    /** Longer than it takes to notice that nothing is acknowledged. */
    private static final Duration SILENCE =
            Duration.ofSeconds(Math.max(4, 2 * Integer.getInteger("bms.outage.seconds", 0)));

    @Rule
    public final Mosquitto broker = new Mosquitto();

    @Rule
    public final Timeout deadline = Timeout.seconds(300);

    private final Identity identity = new Identity("acme", "hq", "gw-1");
    private final Topics topics = new Topics(identity);
    private final FakeSiteStore sites = new FakeSiteStore();
    private final FakeDispatcher dispatcher = FakeDispatcher.open();
    private final FakeOutbox outbox = new FakeOutbox();
    private Cable cable;
    private MqttSession session;
    private Feed feed;

    @Before
    public void before() {
        sites.preset(Devices.site(Devices.device(1001, Feed.POINTS, Duration.ofSeconds(1))));
        cable = new Cable(broker.port());
    }

    @After
    public void after() {
        feed.close();
        session.close();
        cable.close();
    }

    @Test
    public void outage_everySample_goesOutLateAtQos1AndOnNoRetainedTopic() {
        start(Optional.empty(), Optional.empty());
        awaitConnected();
        cable.unplug();
        awaitDisconnected();
        for (int i = 0; i < 50; i++) {
            feed.batch();
        }
        try (Outsider outsider = new Outsider(broker.port())) {
            cable.plugIn();
            awaitAll(List.of(outsider), 0, feed.fed());
            List<Incoming> late = outsider.on(topics.bulk());
            assertTrue(late.stream().allMatch(m -> Outsider.text(m).contains("\"backfill\":true") && !m.retained()));
            assertEquals(50, late.size());
            outsider.await(topics.point(Devices.point(1001, 1)), "\"value\":4900,");
            assertEquals(
                    "only the newest value of a point",
                    1,
                    outsider.on(topics.point(Devices.point(1001, 1))).size());
            Await.until(() -> outbox.size() == 0, PATIENCE, "nothing is kept any longer");
            assertEquals(50, count(Counter.BUFFERED_MESSAGES) - Feed.POINTS);
            assertEquals(0, count(Counter.DROPPED_MESSAGES));
        }
    }

    @Test
    public void outage_liveValuesGoFirst() {
        start(Optional.empty(), Optional.empty());
        cable.unplug();
        for (int i = 0; i < 200; i++) {
            feed.batch();
        }
        Await.until(() -> outbox.size() >= 200, PATIENCE, "kept");
        try (Outsider outsider = new Outsider(broker.port())) {
            cable.plugIn();
            Await.until(() -> !outsider.on(topics.bulk()).isEmpty(), PATIENCE, "the backfill has begun");
            feed.batch();
            Await.until(
                    () -> outsider.on(topics.bulk()).stream()
                            .anyMatch(m -> !Outsider.text(m).contains("backfill")),
                    PATIENCE,
                    "a live batch");
            assertTrue("the live batch came while much was still to be sent", outbox.size() > 100);
            awaitAll(List.of(outsider), 0, feed.fed());
        }
    }

    @Test
    public void outage_aFullDisk_keepsInMemoryAndLosesNothing() {
        start(Optional.empty(), Optional.empty());
        cable.unplug();
        outbox.full(true);
        feed.batch();
        feed.batch();
        assertEquals(0, outbox.size());
        outbox.full(false);
        feed.batch();
        try (Outsider outsider = new Outsider(broker.port())) {
            cable.plugIn();
            awaitAll(List.of(outsider), 0, feed.fed());
        }
    }

    @Test
    public void brokerKilled_whilePublishing1000ASecond_allButTheLastSecondAndAllSinceArrive() {
        start(Optional.empty(), Optional.empty());
        awaitConnected();
        try (Outsider before = new Outsider(broker.port())) {
            feed.every(Duration.ofMillis(100));
            Await.until(() -> feed.fed() >= 3_000, PATIENCE, "3,000 samples");
            long secondBefore = feed.fed() - 1_000;
            long atKill = feed.fed();
            broker.kill();
            cable.unplug();
            broker.start("allow_anonymous true");
            Await.until(() -> feed.fed() >= atKill + 2_000, PATIENCE, "2,000 samples more");
            try (Outsider after = new Outsider(broker.port())) {
                cable.plugIn();
                awaitConnected();
                awaitAll(List.of(before, after), 0, secondBefore);
                // What was under way when it died may have been taken by it and lost with it.
                awaitAll(List.of(before, after), atKill + Feed.POINTS, feed.fed());
            }
        }
    }

    @Test
    public void brokerRestarted_withItsSession_deliversTheQueuedRequestOnce() {
        broker.stop();
        broker.startWithItsSessions("allow_anonymous true");
        start(Optional.empty(), Optional.empty());
        awaitConnected();
        cable.unplug();
        awaitDisconnected();
        feed.batch();
        try (Outsider outsider = new Outsider(broker.port())) {
            outsider.publish(topics.request("start_monitoring"), "{\"command_id\":\"queued\"}");
        }
        broker.stop();
        broker.startWithItsSessions("allow_anonymous true");
        try (Outsider outsider = new Outsider(broker.port())) {
            cable.plugIn();
            outsider.await(topics.response("start_monitoring"), "\"queued\"");
            awaitAll(List.of(outsider), 0, feed.fed());
            assertEquals(
                    List.of("queued"),
                    dispatcher.carriedOut().stream()
                            .map(done -> done.commandId())
                            .toList());
        }
    }

    @Test
    public void topicAliasesOn_cutWhilePublishing_comesBackOnceAndEveryTopicIsRight() {
        broker.stop();
        broker.start("allow_anonymous true", "max_topic_alias 200");
        start(Optional.empty(), Optional.empty());
        awaitConnected();
        for (int round = 0; round < 3; round++) {
            feed.batch();
            feed.batch();
            cable.cut();
            awaitConnected(round + 1);
        }
        feed.batch();
        long last = feed.fed() - Feed.POINTS;
        try (Outsider outsider = new Outsider(broker.port())) {
            for (int i = 1; i <= Feed.POINTS; i++) {
                outsider.await(topics.point(Devices.point(1001, i)), "\"value\":" + (last + i - 1) + ",");
            }
        }
        assertEquals("no connection but those that were cut broke", 3, count(Counter.MQTT_RECONNECTS));
    }

    @Test
    public void receiveMaximumOfTen_aThousandPointsAtOnce_allArrive() {
        broker.stop();
        broker.start("allow_anonymous true", "max_inflight_messages 10");
        start(Optional.empty(), Optional.empty());
        awaitConnected();
        try (Outsider outsider = new Outsider(broker.port())) {
            for (int i = 0; i < 10; i++) {
                feed.batch();
            }
            awaitAll(List.of(outsider), 0, feed.fed());
            for (int i = 1; i <= Feed.POINTS; i++) {
                outsider.await(topics.point(Devices.point(1001, i)), "\"value\":" + (900 + i - 1) + ",");
            }
            assertEquals(0, count(Counter.MQTT_RECONNECTS));
        }
    }

    @Test
    public void firstConnect_failsForLong_losesNothing() {
        cable.unplug();
        start(Optional.empty(), Optional.empty());
        feed.every(Duration.ofMillis(500));
        long end = System.nanoTime() + FIRST_CONNECT_FAILS.toNanos();
        Await.until(() -> System.nanoTime() > end, FIRST_CONNECT_FAILS.plus(PATIENCE), "a while");
        try (Outsider outsider = new Outsider(broker.port())) {
            cable.plugIn();
            long plugged = System.nanoTime();
            awaitConnected();
            assertTrue(System.nanoTime() - plugged < BACK.toNanos());
            awaitAll(List.of(outsider), 0, feed.fed());
        }
    }

    @Test
    public void network_silentlyDropsEverything_isNoticedAndNothingIsLost() {
        start(Optional.empty(), Optional.empty());
        awaitConnected();
        try (Outsider outsider = new Outsider(broker.port())) {
            feed.every(Duration.ofMillis(500));
            Await.until(() -> feed.fed() >= 1_000, PATIENCE, "1,000 samples");
            cable.fallSilent();
            long end = System.nanoTime() + SILENCE.toNanos();
            Await.until(() -> System.nanoTime() > end, SILENCE.plus(PATIENCE), "the silence");
            assertFalse("the silence was noticed", connection() == ConnectionStatus.CONNECTED);
            long fed = feed.fed();
            cable.speak();
            long back = System.nanoTime();
            awaitConnected();
            Await.until(
                    () -> outsider.on(topics.bulk()).stream()
                            .anyMatch(m -> !Outsider.text(m).contains("backfill")
                                    && Feed.seen(List.of(m)).stream().anyMatch(value -> value >= fed)),
                    BACK,
                    "a live batch after the return");
            assertTrue(System.nanoTime() - back < BACK.toNanos());
            awaitAll(List.of(outsider), 0, feed.fed());
        }
    }

    @Test
    public void wrongPassword_correctedInItsFile_connectsWithoutARestart() throws IOException {
        Path passwords = broker.passwords("gateway", "right");
        broker.stop();
        broker.start("allow_anonymous false", "password_file " + passwords);
        Path password = broker.write("password", "wrong\n");
        start(Optional.of("gateway"), Optional.of(password));
        feed.batch();
        Await.until(() -> connection() == ConnectionStatus.ERROR, PATIENCE, "refused");
        Files.writeString(password, "right\n");
        awaitConnected();
        Await.until(() -> outbox.size() == 0, PATIENCE, "what was kept is sent");
        assertEquals(0, count(Counter.DROPPED_MESSAGES));
    }

    private void start(Optional<String> user, Optional<Path> password) {
        session = new MqttSession(
                new SessionParts(new FakeIdentities(identity), sites, Clock.systemUTC(), "boot-1", Mosquitto.PACE),
                new MqttSettings(
                        Optional.of(new MqttSettings.External(
                                "127.0.0.1", cable.port(), user, password, Optional.empty(), Optional.of(Role.ADMIN))),
                        Duration.ofSeconds(1),
                        100));
        session.bindDispatcher(dispatcher);
        session.bindOutbox(outbox);
        feed = new Feed(session);
    }

    private void awaitConnected() {
        Await.until(() -> connection() == ConnectionStatus.CONNECTED, PATIENCE, "connected");
    }

    private void awaitConnected(int reconnects) {
        Await.until(
                () -> connection() == ConnectionStatus.CONNECTED && count(Counter.MQTT_RECONNECTS) == reconnects,
                PATIENCE,
                "connected again, for the " + reconnects + ". time");
    }

    private void awaitDisconnected() {
        Await.until(() -> connection() != ConnectionStatus.CONNECTED, PATIENCE, "disconnected");
    }

    private void awaitAll(List<Outsider> outsiders, long from, long to) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        SortedSet<Long> missing;
        do {
            LockSupport.parkNanos(250_000_000);
            Set<Long> seen = new HashSet<>();
            outsiders.forEach(outsider -> seen.addAll(Feed.seen(outsider.on(topics.bulk()))));
            missing = Feed.missing(from, to, seen);
        } while (!missing.isEmpty() && System.nanoTime() < end);
        if (!missing.isEmpty()) {
            throw new AssertionError(missing.size() + " samples of " + from + " to " + to + " never arrived, from "
                    + missing.first() + " to " + missing.last());
        }
    }

    private ConnectionStatus connection() {
        return session.status().stream()
                .filter(StatusItem.MqttConnection.class::isInstance)
                .map(item -> ((StatusItem.MqttConnection) item).status())
                .findFirst()
                .orElseThrow();
    }

    private long count(Counter counter) {
        return session.status().stream()
                .filter(item -> item instanceof StatusItem.Count count && count.counter() == counter)
                .mapToLong(item -> ((StatusItem.Count) item).value())
                .sum();
    }
}

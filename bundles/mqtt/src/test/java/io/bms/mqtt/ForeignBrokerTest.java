// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.Role;
import io.bms.api.identity.Identity;
import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.StatusItem;
import io.bms.mqtt.link.Outsider;
import io.bms.testkit.Await;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeIdentities;
import io.bms.testkit.FakeOutbox;
import io.bms.testkit.FakeSiteStore;
import io.bms.wire.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** A real broker of somebody else's, with limits and rights of his. */
public class ForeignBrokerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Rule
    public final Mosquitto broker = new Mosquitto();

    private final Identity identity = new Identity("acme", "hq", "gw-1");
    private final Topics topics = new Topics(identity);
    private final FakeSiteStore sites = new FakeSiteStore();
    private final FakeOutbox outbox = new FakeOutbox();
    private Optional<MqttSession> running = Optional.empty();
    private Feed feed;

    @Before
    public void before() {
        sites.preset(Devices.site(Devices.device(1001, Feed.POINTS, Duration.ofSeconds(1))));
    }

    @After
    public void after() {
        running.ifPresent(session -> {
            feed.close();
            session.close();
        });
    }

    @Test
    public void acl_withoutTheDataTopics_keepsBatchesSaysSoAndDeliversOnceItIsAllowed() throws IOException {
        restartWith(acl("topic read #", "topic write " + topics.base() + "/status/#"));
        try (Outsider outsider = new Outsider(broker.port())) {
            start();
            awaitConnected();
            for (int i = 0; i < 5; i++) {
                feed.batch();
            }
            await(() -> problem().contains(topics.base()), "the problem names a topic");
            assertTrue(problem(), problem().contains("not authorized"));
            await(() -> outbox.size() == 5, "all batches are kept");
            acl("topic readwrite #");
            broker.reload();
            await(
                    () -> Feed.missing(0, feed.fed(), Feed.seen(outsider.on(topics.bulk())))
                            .isEmpty(),
                    "all of them");
        }
        await(() -> outbox.size() == 0 && problem().isEmpty(), "nothing is kept, and no problem");
    }

    @Test
    public void maxPacketSize_batchesBeyondIt_arriveInPartsOverOneConnection() {
        restartWith("allow_anonymous true", "max_packet_size 8000");
        try (Outsider outsider = new Outsider(broker.port())) {
            start();
            feed.batch();
            awaitConnected();
            feed.batch();
            await(
                    () -> Feed.missing(0, feed.fed(), Feed.seen(outsider.on(topics.bulk())))
                            .isEmpty(),
                    "all samples");
        }
        await(() -> outbox.size() == 0, "nothing is kept");
        assertEquals(0, reconnects());
    }

    @Test
    public void retainNotAvailable_isSaid() {
        restartWith("allow_anonymous true", "retain_available false");
        start();
        awaitConnected();
        await(() -> problem().contains("no retained messages"), "the problem");
    }

    @Test
    public void maxQos0_isSaidAndValuesArrive() {
        restartWith("allow_anonymous true", "max_qos 0");
        start();
        awaitConnected();
        try (Outsider outsider = new Outsider(broker.port())) {
            feed.batch();
            await(
                    () -> Feed.missing(0, 100, Feed.seen(outsider.on(topics.bulk())))
                            .isEmpty(),
                    "samples");
        }
        await(() -> problem().contains("QoS 0 only"), "the problem");
    }

    @Test
    public void removedWhileTheBrokerWasAway_isClearedThoughItShowsNoneToWildcards() throws IOException {
        String[] rights = acl(
                "topic write " + topics.base() + "/#",
                "topic read " + topics.request("+"),
                "user watcher",
                "topic readwrite #");
        broker.stop();
        broker.startWithItsSessions(rights);
        start();
        awaitConnected();
        feed.batch();
        String gone = topics.point(Devices.point(1001, 1));
        try (Outsider watcher = new Outsider(broker.port(), "watcher")) {
            watcher.await(gone, "\"value\":0,");
        }
        feed.close();
        running.orElseThrow().close();
        broker.stop();
        start();
        sites.preset(Devices.site());
        running.orElseThrow().siteChanged(Devices.site());
        await(() -> outbox.toClear(1_000).size() == Feed.POINTS, "kept on the disk");
        running.orElseThrow().close();
        broker.startWithItsSessions(rights);
        start();
        awaitConnected();
        await(() -> outbox.toClear(1).isEmpty(), "all are cleared");
        try (Outsider later = new Outsider(broker.port(), "watcher")) {
            later.publish("elsewhere", "all that is retained was before this");
            later.await("elsewhere", "all");
            assertEquals(List.of(), later.on(gone));
        }
    }

    private String[] acl(String... lines) throws IOException {
        Path rights = broker.write("rights", String.join("\n", lines) + "\n");
        return new String[] {"allow_anonymous true", "acl_file " + rights};
    }

    private void restartWith(String... lines) {
        broker.stop();
        broker.start(lines);
    }

    private void start() {
        MqttSession session = new MqttSession(
                new SessionParts(new FakeIdentities(identity), sites, Clock.systemUTC(), "boot-1", Mosquitto.PACE),
                new MqttSettings(
                        Optional.of(new MqttSettings.External(
                                "127.0.0.1",
                                broker.port(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(Role.ADMIN))),
                        Duration.ofSeconds(1),
                        100));
        session.bindDispatcher(FakeDispatcher.open());
        session.bindOutbox(outbox);
        running = Optional.of(session);
        feed = new Feed(session);
    }

    private void awaitConnected() {
        await(
                () -> running.orElseThrow().status().stream()
                        .anyMatch(item -> item instanceof StatusItem.MqttConnection connection
                                && connection.status() == ConnectionStatus.CONNECTED),
                "connected");
    }

    private String problem() {
        return running.orElseThrow().status().stream()
                .filter(StatusItem.Problem.class::isInstance)
                .map(item -> ((StatusItem.Problem) item).message())
                .reduce("", String::concat);
    }

    private long reconnects() {
        return running.orElseThrow().status().stream()
                .filter(item ->
                        item instanceof StatusItem.Count count && count.counter() == StatusItem.Counter.MQTT_RECONNECTS)
                .mapToLong(item -> ((StatusItem.Count) item).value())
                .sum();
    }

    private static void await(BooleanSupplier condition, String what) {
        Await.until(condition, PATIENCE, what);
    }
}

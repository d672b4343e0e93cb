// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.Account;
import io.bms.api.account.Role;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.RemoteRequest;
import io.bms.api.identity.Identity;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.point.SampleBatch;
import io.bms.api.site.Site;
import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.GatewayStatus;
import io.bms.api.status.Heartbeat;
import io.bms.api.status.StatusItem;
import io.bms.mqtt.link.Incoming;
import io.bms.mqtt.link.Outsider;
import io.bms.testkit.Await;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeIdentities;
import io.bms.testkit.FakeSiteStore;
import io.bms.testkit.ManualClock;
import io.bms.wire.Topics;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** The session against a broker that is not ours. */
public class MqttSessionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Rule
    public final Mosquitto broker = new Mosquitto();

    private final Identity identity = new Identity("acme", "hq", "gw-1");
    private final Topics topics = new Topics(identity);
    private final FakeIdentities identities = new FakeIdentities(identity);
    private final FakeSiteStore sites = new FakeSiteStore();
    private final FakeDispatcher dispatcher = FakeDispatcher.open();
    private Outsider outsider;
    private Optional<MqttSession> running = Optional.empty();

    @Before
    public void before() {
        sites.preset(Devices.site(Devices.device(1001, 3, Duration.ofSeconds(1))));
        outsider = new Outsider(broker.port());
    }

    @After
    public void after() {
        running.ifPresent(MqttSession::close);
        outsider.close();
    }

    @Test
    public void status_beforeConnecting_isSentRetainedAndConnected() {
        MqttSession session = start(broker.port());
        Await.result(session.status(status(true)), Duration.ofSeconds(6));
        Incoming online = outsider.await(topics.status(), "\"status\":\"online\"");
        assertTrue(online.retained());
        assertTrue(Outsider.text(online).contains("\"mqtt_connection_status\":\"connected\""));
        assertEquals(ConnectionStatus.CONNECTED, connection(session));
    }

    @Test
    public void heartbeat_whileConnected_isSentRetained() {
        MqttSession session = startConnected(broker.port());
        session.heartbeat(heartbeat());
        assertTrue(outsider.await(topics.heartbeat(), "\"sequence\":7").retained());
    }

    @Test
    public void accept_samples_goToBulkAndToTheirOwnTopic() {
        MqttSession session = startConnected(broker.port());
        session.accept(Samples.batch(20));
        session.accept(Samples.batch(20));
        session.accept(Samples.batch(21.5f));
        Incoming latest = outsider.await(topics.point(Devices.point(1001, 1)), "\"value\":21.5");
        assertTrue(latest.retained());
        assertTrue(Outsider.text(latest).contains("\"units\":\"degreesCelsius\""));
        Incoming bulk = outsider.await(topics.bulk(), "\"value\":20,");
        assertFalse(bulk.retained());
    }

    @Test
    public void accept_manyPointsAtOnce_allArrive() {
        sites.preset(Devices.site(Devices.device(1001, 1000, Duration.ofSeconds(1))));
        MqttSession session = startConnected(broker.port());
        session.accept(new SampleBatch(IntStream.rangeClosed(1, 1000)
                .mapToObj(i -> Samples.good(Devices.point(1001, i), i))
                .toList()));
        for (int i : new int[] {1, 500, 1000}) {
            outsider.await(topics.point(Devices.point(1001, i)), "\"value\":" + i + ",");
        }
        assertEquals(10, awaitCount(topics.bulk(), 10));
    }

    @Test
    public void request_valid_isAnsweredWithItsCorrelationData() {
        startConnected(broker.port());
        byte[] correlation = {0, 1, 2, -1, -128};
        outsider.publish(
                topics.request("start_monitoring"),
                "{\"command_id\":\"c1\"}",
                false,
                Optional.of(topics.base() + "/reply/panel"),
                Optional.of(correlation));
        Incoming response = outsider.await(topics.base() + "/reply/panel", "\"command_id\":\"c1\"");
        assertArrayEquals(correlation, response.correlation().orElseThrow());
        assertFalse(response.retained());
        outsider.await(topics.progress(), "\"operation_id\":\"c1\"");
        assertEquals(List.of(), outsider.on(topics.response("start_monitoring")));
    }

    @Test
    public void request_provenByAToken_isItsAccounts() {
        MqttSession session = startConnected(broker.port());
        session.bindProofs((token, message, code) -> token.equals("abc") && code.length == 2
                ? Optional.of(new Account("engine", Role.OPERATOR))
                : Optional.empty());
        String dated = "{\"command_id\":\"%s\",\"timestamp\":\"2026-01-31T08:15:00Z\"}";
        String request = topics.request("start_monitoring");
        outsider.publishProven(request, dated.formatted("forged"), new Incoming.Proof("abc", "01"));
        outsider.await(topics.response("start_monitoring"), "\"denied\"");
        outsider.publishProven(request, dated.formatted("proven"), new Incoming.Proof("abc", "0102"));
        outsider.await(topics.response("start_monitoring"), "\"command_id\":\"proven\"");
        assertEquals(
                List.of(Optional.of("engine")),
                dispatcher.carriedOut().stream().map(RemoteRequest::account).toList());
    }

    @Test
    public void request_repeated_isCarriedOutOnceAndAnsweredTwice() {
        startConnected(broker.port());
        for (byte number = 1; number <= 2; number++) {
            outsider.publish(
                    topics.request("start_monitoring"),
                    "{\"command_id\":\"c1\"}",
                    false,
                    Optional.empty(),
                    Optional.of(new byte[] {number}));
        }
        assertEquals(2, awaitCount(topics.response("start_monitoring"), 2));
        List<Incoming> responses = outsider.on(topics.response("start_monitoring"));
        assertArrayEquals(new byte[] {1}, responses.get(0).correlation().orElseThrow());
        assertArrayEquals(new byte[] {2}, responses.get(1).correlation().orElseThrow());
        assertEquals(Outsider.text(responses.get(0)), Outsider.text(responses.get(1)));
        assertEquals(1, dispatcher.carriedOut().size());
    }

    @Test
    public void request_notRecordedWhenTheSessionEnds_isDeliveredAgain() {
        requested("c1", FakeDispatcher.held()).close();
        startConnected(broker.port());
        outsider.await(topics.response("start_monitoring"), "\"command_id\":\"c1\"");
        assertEquals(1, dispatcher.carriedOut().size());
    }

    @Test
    public void request_recordedWhenTheSessionEnds_isNotDeliveredAgain() {
        FakeDispatcher ended = FakeDispatcher.held();
        MqttSession session = requested("c1", ended);
        ended.record();
        session.close();
        startConnected(broker.port());
        outsider.publish(
                topics.request("start_monitoring"),
                "{\"command_id\":\"c2\"}",
                false,
                Optional.empty(),
                Optional.empty());
        outsider.await(topics.response("start_monitoring"), "\"command_id\":\"c2\"");
        assertEquals(
                List.of("c2"),
                dispatcher.carriedOut().stream()
                        .map(request -> request.commandId())
                        .toList());
    }

    @Test
    public void request_retained_isClearedAndNotCarriedOut() {
        String request = topics.request("reboot");
        outsider.publish(request, "{\"command_id\":\"before\"}", true, Optional.empty(), Optional.empty());
        startConnected(broker.port());
        outsider.publish(request, "{\"command_id\":\"live\"}", true, Optional.empty(), Optional.empty());
        outsider.awaitCleared(request);
        outsider.publish(topics.request("start_monitoring"), "{\"command_id\":\"good\"}");
        outsider.await(topics.response("start_monitoring"), "\"good\"");
        assertEquals(
                List.of("good"),
                dispatcher.carriedOut().stream().map(done -> done.commandId()).toList());
    }

    @Test
    public void request_malformedAndOversized_areAnsweredAndTheNextIsCarriedOut() {
        startConnected(broker.port());
        outsider.publish(topics.request("self_destruct"), "{\"command_id\":\"c1\"}");
        outsider.await(topics.response("self_destruct"), "\"invalid_request\"");
        outsider.publish(
                topics.request("reboot"), "{\"command_id\":\"c2\",\"filler\":\"" + "x".repeat(2 << 20) + "\"}");
        outsider.await(topics.response("reboot"), "\"invalid_request\"");
        outsider.publish(topics.request("start_monitoring"), "{\"command_id\":\"c3\"}");
        outsider.await(topics.response("start_monitoring"), "\"success\"");
    }

    @Test
    public void request_whileTheSessionIsDown_isCarriedOutOnReturn() {
        startConnected(broker.port()).close();
        outsider.publish(topics.request("start_monitoring"), "{\"command_id\":\"queued\"}");
        startConnected(broker.port());
        outsider.await(topics.response("start_monitoring"), "\"queued\"");
    }

    @Test
    public void leftUnanswered_byAnEarlierRun_isAnsweredWithItsCorrelationDataAndKnownToBe() {
        byte[] correlation = {7, 0, -1};
        dispatcher.leftUnanswered(new CommandDispatcher.Undelivered(
                "start_monitoring",
                "c9",
                new Reply(topics.base() + "/reply/panel", Optional.of(correlation)).address(),
                List.of("{\"command_id\":\"c9\"}")));
        startConnected(broker.port());
        Incoming response = outsider.await(topics.base() + "/reply/panel", "\"c9\"");
        assertArrayEquals(correlation, response.correlation().orElseThrow());
        Await.until(() -> dispatcher.answered().contains("c9"), PATIENCE, "the answer is known to have arrived");
        outsider.publish(topics.request("start_monitoring"), "{\"command_id\":\"c10\"}");
        Await.until(() -> dispatcher.answered().contains("c10"), PATIENCE, "so is that of a live request");
    }

    @Test
    public void cableCut_theWorldSeesTheLastWillAndThenTheReturn() {
        try (Cable cable = new Cable(broker.port())) {
            MqttSession session = start(cable.port());
            session.status(status(true));
            outsider.await(topics.status(), "\"online\"");
            outsider.forget();
            cable.cut();
            Incoming will = outsider.await(topics.status(), "\"connection_lost\"");
            assertTrue(will.retained());
            assertTrue(Outsider.text(will).contains("\"boot_id\":\"boot-1\""));
            outsider.await(topics.status(), "\"online\"");
            assertEquals(1, reconnects(session));
        }
    }

    @Test
    public void brokerRestarted_theNewestValueAndTheStatusAreSentAgain() {
        MqttSession session = startConnected(broker.port());
        session.accept(Samples.batch(20));
        outsider.await(topics.point(Devices.point(1001, 1)), "\"value\":20,");
        broker.stop();
        Await.until(() -> connection(session) != ConnectionStatus.CONNECTED, PATIENCE, "disconnected");
        session.accept(Samples.batch(30));
        session.accept(Samples.batch(31));
        broker.start("allow_anonymous true");
        try (Outsider later = new Outsider(broker.port())) {
            later.await(topics.point(Devices.point(1001, 1)), "\"value\":31,");
            later.await(topics.status(), "\"online\"");
            assertEquals(1, later.on(topics.point(Devices.point(1001, 1))).size());
            later.publish(topics.request("start_monitoring"), "{\"command_id\":\"c\"}");
            later.await(topics.response("start_monitoring"), "\"success\"");
        }
    }

    @Test
    public void start_brokerAbsent_connectsWhenItComes() {
        broker.stop();
        MqttSession session = start(broker.port());
        session.status(status(true));
        Await.until(() -> problem(session).contains("nothing answers"), PATIENCE, "the problem is stated");
        broker.start("allow_anonymous true");
        Await.until(() -> connection(session) == ConnectionStatus.CONNECTED, PATIENCE, "connected");
        Await.until(() -> problem(session).isEmpty(), PATIENCE, "the problem is over");
    }

    @Test
    public void start_wrongPassword_isAProblemInWords() throws IOException {
        broker.stop();
        broker.start("password_file " + broker.write("passwords", ""));
        MqttSession session = start(broker.port());
        Await.until(() -> connection(session) == ConnectionStatus.ERROR, PATIENCE, "refused");
        assertTrue(problem(session), problem(session).contains("BMS_MQTT_PASSWORD_FILE"));
    }

    @Test
    public void close_saysStopped() {
        startConnected(broker.port()).close();
        assertTrue(outsider.await(topics.status(), "\"stopped\"").retained());
        assertTrue(outsider.on(topics.status()).stream()
                .noneMatch(m -> Outsider.text(m).contains("connection_lost")));
    }

    @Test
    public void close_afterASaidReason_doesNotOverwriteIt() {
        MqttSession session = startConnected(broker.port());
        Await.result(session.status(status(false)), Duration.ofSeconds(6));
        session.close();
        try (Outsider later = new Outsider(broker.port())) {
            later.await(topics.status(), "\"reboot\"");
        }
    }

    @Test
    public void start_pointsThatTheSiteDoesNotHave_areCleared() {
        String stale = topics.point(Devices.point(1001, 9));
        String known = topics.point(Devices.point(1001, 1));
        String foreign = topics.base() + "/notes/board";
        for (String topic : List.of(stale, known, foreign)) {
            outsider.publish(topic, "{}", true, Optional.empty(), Optional.empty());
        }
        startConnected(broker.port());
        outsider.awaitCleared(stale);
        try (Outsider later = new Outsider(broker.port())) {
            later.await(known, "{}");
            later.await(foreign, "{}");
            later.await(topics.status(), "\"online\"");
            assertEquals(List.of(), later.on(stale));
        }
    }

    @Test
    public void siteChanged_removedPoint_isCleared() {
        MqttSession session = startConnected(broker.port());
        session.accept(Samples.batch(20));
        outsider.await(topics.point(Devices.point(1001, 1)), "\"value\":20,");
        Site smaller = Devices.site();
        sites.preset(smaller);
        session.siteChanged(smaller);
        outsider.awaitCleared(topics.point(Devices.point(1001, 1)));
    }

    @Test
    public void identityChanged_topicsMoveAndTheOldOnesAreCleared() {
        MqttSession session = startConnected(broker.port());
        session.accept(Samples.batch(20));
        session.heartbeat(heartbeat());
        outsider.await(topics.point(Devices.point(1001, 1)), "\"value\":20,");
        outsider.await(topics.heartbeat(), "\"sequence\"");
        Identity next = new Identity("acme", "hq", "gw-2");
        identities.change(next);
        session.identityChanged(next);
        Topics moved = new Topics(next);
        outsider.await(moved.status(), "\"iot_device_id\":\"gw-2\"");
        outsider.awaitCleared(topics.status());
        outsider.awaitCleared(topics.heartbeat());
        outsider.awaitCleared(topics.point(Devices.point(1001, 1)));
        Await.until(() -> identities.retired().isEmpty(), PATIENCE, "the old identity is cleared");
        session.accept(Samples.batch(20));
        outsider.await(moved.point(Devices.point(1001, 1)), "\"value\":20,");
        outsider.publish(moved.request("start_monitoring"), "{\"command_id\":\"c\"}");
        outsider.await(moved.response("start_monitoring"), "\"success\"");
    }

    @Test
    public void start_identityChangedWhileDown_clearsTheOldOne() {
        startConnected(broker.port()).close();
        outsider.await(topics.status(), "\"stopped\"");
        identities.change(new Identity("acme", "hq", "gw-3"));
        start(broker.port());
        outsider.awaitCleared(topics.status());
        Await.until(() -> identities.retired().isEmpty(), PATIENCE, "the old identity is cleared");
    }

    private MqttSession start(int port) {
        MqttSession session = new MqttSession(
                new SessionParts(identities, sites, Clock.systemUTC(), "boot-1", Mosquitto.PACE),
                new MqttSettings(
                        Optional.of(new MqttSettings.External(
                                "127.0.0.1",
                                port,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(Role.ADMIN))),
                        Duration.ofSeconds(1),
                        100));
        session.bindDispatcher(dispatcher);
        running = Optional.of(session);
        return session;
    }

    /** Started, and known to be online. */
    private MqttSession startConnected(int port) {
        outsider.forget();
        MqttSession session = start(port);
        session.status(status(true));
        outsider.await(topics.status(), "\"online\"");
        return session;
    }

    /** A session whose dispatcher has this request. */
    private MqttSession requested(String commandId, FakeDispatcher by) {
        MqttSession session = startConnected(broker.port());
        session.bindDispatcher(by);
        outsider.publish(
                topics.request("start_monitoring"),
                "{\"command_id\":\"" + commandId + "\"}",
                false,
                Optional.empty(),
                Optional.empty());
        Await.until(by::hasSome, PATIENCE, "the request is there");
        return session;
    }

    private int awaitCount(String topic, int count) {
        Await.until(() -> outsider.on(topic).size() >= count, PATIENCE, count + " messages on " + topic);
        return outsider.on(topic).size();
    }

    private static ConnectionStatus connection(MqttSession session) {
        return session.status().stream()
                .filter(StatusItem.MqttConnection.class::isInstance)
                .map(item -> ((StatusItem.MqttConnection) item).status())
                .findFirst()
                .orElseThrow();
    }

    private static String problem(MqttSession session) {
        return session.status().stream()
                .filter(StatusItem.Problem.class::isInstance)
                .map(item -> ((StatusItem.Problem) item).message())
                .findFirst()
                .orElse("");
    }

    private static long reconnects(MqttSession session) {
        return session.status().stream()
                .filter(item ->
                        item instanceof StatusItem.Count count && count.counter() == StatusItem.Counter.MQTT_RECONNECTS)
                .mapToLong(item -> ((StatusItem.Count) item).value())
                .sum();
    }

    private static GatewayStatus status(boolean online) {
        return new GatewayStatus(
                online,
                online ? Optional.empty() : Optional.of("reboot"),
                "boot-1",
                "0.1.0",
                MonitoringStatus.ACTIVE,
                ConnectionStatus.CONNECTED,
                ConnectionStatus.DISCONNECTED,
                1,
                1,
                3,
                1,
                List.of(),
                Map.of(),
                ManualClock.START);
    }

    private static Heartbeat heartbeat() {
        return new Heartbeat(
                ManualClock.START,
                7,
                Duration.ofSeconds(30),
                "boot-1",
                "0.1.0",
                Duration.ofSeconds(1),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                MonitoringStatus.ACTIVE,
                ConnectionStatus.CONNECTED,
                ConnectionStatus.CONNECTED,
                1,
                3);
    }
}

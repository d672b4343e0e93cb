// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.Role;
import io.bms.api.identity.Identity;
import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.StatusItem;
import io.bms.mqtt.link.BrokerEndpoint;
import io.bms.mqtt.link.Incoming;
import io.bms.mqtt.link.Link;
import io.bms.mqtt.link.LinkException;
import io.bms.mqtt.link.LinkSpec;
import io.bms.mqtt.link.Outgoing;
import io.bms.mqtt.link.PacketGuard;
import io.bms.mqtt.link.PlayedBroker;
import io.bms.mqtt.link.Reasons;
import io.bms.testkit.Await;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeIdentities;
import io.bms.testkit.FakeOutbox;
import io.bms.testkit.FakeSiteStore;
import io.bms.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Test;

/** Terms that other people's brokers set: each property of a CONNACK, each reason code, each way of dying. */
public class BrokerTermsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Identity identity = new Identity("acme", "hq", "gw-1");
    private final Topics topics = new Topics(identity);
    private final FakeSiteStore sites = new FakeSiteStore();
    private final FakeOutbox outbox = new FakeOutbox();
    private final FakeDispatcher dispatcher = FakeDispatcher.open();
    private Optional<MqttSession> running = Optional.empty();
    private Optional<Feed> feeding = Optional.empty();
    private PlayedBroker broker = new PlayedBroker();

    @After
    public void after() {
        feeding.ifPresent(Feed::close);
        running.ifPresent(MqttSession::close);
        broker.close();
    }

    /** A property of a CONNACK as it is on the wire, and what must hold of what the gateway then does. */
    private record Term(String name, int[] property, Consumer<BrokerTermsTest> check) {}

    private static Term term(String name, Consumer<BrokerTermsTest> check, int... property) {
        return new Term(name, property, check);
    }

    private static final List<Term> TERMS = List.of(
            term("nothing", BrokerTermsTest::checkFull),
            term("Session Expiry Interval 0", t -> t.awaitProblem("mqtt_short_session"), 0x11, 0, 0, 0, 0),
            term("Session Expiry Interval 1 day", BrokerTermsTest::checkFull, 0x11, 0, 1, 0x51, 0x80),
            term("Receive Maximum 1", BrokerTermsTest::checkFull, 0x21, 0, 1),
            term("Receive Maximum 1, Topic Alias Maximum 9", BrokerTermsTest::checkFull, 0x21, 0, 1, 0x22, 0, 9),
            term("Receive Maximum 65535", BrokerTermsTest::checkFull, 0x21, 0xFF, 0xFF),
            term(
                    "Receive Maximum 65535, Maximum Packet Size 2000",
                    t -> t.checkPackets(2_000),
                    0x21,
                    0xFF,
                    0xFF,
                    0x27,
                    0,
                    0,
                    0x07,
                    0xD0),
            term(
                    "Receive Maximum 65535, Retain Available 0",
                    BrokerTermsTest::checkNoRetain,
                    0x21,
                    0xFF,
                    0xFF,
                    0x25,
                    0),
            term("Maximum QoS 0", BrokerTermsTest::checkQos0, 0x24, 0),
            term("Maximum QoS 1", BrokerTermsTest::checkFull, 0x24, 1),
            term("Retain Available 0", BrokerTermsTest::checkNoRetain, 0x25, 0),
            term("Retain Available 1", BrokerTermsTest::checkFull, 0x25, 1),
            term("Maximum Packet Size 2000", t -> t.checkPackets(2_000), 0x27, 0, 0, 0x07, 0xD0),
            term("Maximum Packet Size 8000", t -> t.checkPackets(8_000), 0x27, 0, 0, 0x1F, 0x40),
            term("Maximum Packet Size 4 GiB", BrokerTermsTest::checkFull, 0x27, 0xFF, 0xFF, 0xFF, 0xFF),
            term("Assigned Client Identifier", BrokerTermsTest::checkFull, 0x12, 0, 1, 'x'),
            term("Topic Alias Maximum 0", BrokerTermsTest::checkFull, 0x22, 0, 0),
            term("Topic Alias Maximum 9", BrokerTermsTest::checkFull, 0x22, 0, 9),
            term("Reason String", BrokerTermsTest::checkFull, 0x1F, 0, 1, 'x'),
            term("User Property", BrokerTermsTest::checkFull, 0x26, 0, 1, 'x', 0, 1, 'y'),
            term("Wildcard Subscription Available 0", BrokerTermsTest::checkNoWildcards, 0x28, 0),
            term("Wildcard Subscription Available 1", BrokerTermsTest::checkFull, 0x28, 1),
            term("Subscription Identifiers Available 0", BrokerTermsTest::checkFull, 0x29, 0),
            term("Shared Subscription Available 0", BrokerTermsTest::checkFull, 0x2A, 0),
            term("Server Keep Alive 1", t -> await(() -> t.broker.pings() > 1, "asked for life"), 0x13, 0, 1),
            term("Response Information", BrokerTermsTest::checkFull, 0x1A, 0, 1, 'x'));

    @Test
    public void connack_eachProperty_isHonouredAndSaidWhereItHurts() {
        for (Term term : TERMS) {
            try {
                broker.close();
                broker = new PlayedBroker().answering(PlayedBroker.connack(0, term.property()));
                start();
                feed().batch();
                awaitSamples(0, Feed.POINTS);
                term.check().accept(this);
                assertEquals("one connection is enough", 1, broker.connects().size());
                await(() -> outbox.size() == 0, "nothing is kept");
            } catch (AssertionError e) {
                throw new AssertionError(term.name() + ": " + e.getMessage(), e);
            } finally {
                stop();
            }
        }
    }

    /** Everything as docs/wire.md has it. */
    private void checkFull() {
        await(() -> latest().size() == Feed.POINTS, "every point's own topic");
        assertTrue(latest().values().stream().allMatch(message -> message.qos() == 1 && message.retained()));
        assertEquals(List.of(), problems());
    }

    private void checkQos0() {
        awaitProblem("mqtt_no_qos_1");
        await(() -> latest().size() == Feed.POINTS, "every point's own topic");
        assertTrue(broker.published().stream().allMatch(message -> message.qos() == 0));
    }

    private void checkNoRetain() {
        awaitProblem("mqtt_no_retain");
        await(() -> latest().size() == Feed.POINTS, "every point's own topic");
        assertTrue(broker.published().stream().noneMatch(PlayedBroker.Published::retained));
    }

    private void checkPackets(int most) {
        checkFull();
        assertTrue(broker.published().stream().allMatch(message -> message.bytes() <= most));
    }

    private void checkNoWildcards() {
        checkFull();
        assertTrue(
                broker.subscriptions().stream().noneMatch(one -> one.getTopic().contains("+")));
        assertFalse(broker.subscriptions().isEmpty());
    }

    /** QoS 1 or retained may be refused with the Last Will already. */
    @Test
    public void connack_refusesTheWill_connectsWithoutWhatItRefuses() {
        broker.onConnect(flags -> PlayedBroker.connack(
                (flags & PlayedBroker.WILL_QOS) != 0 ? 0x9B : (flags & PlayedBroker.WILL_RETAINED) != 0 ? 0x9A : 0,
                0x24,
                0,
                0x25,
                0));
        start();
        awaitConnected();
        assertEquals(3, broker.connects().size());
    }

    @Test
    public void connack_eachRefusal_isSaidInWords() {
        for (int code = 0x80; code <= 0x9F; code++) {
            broker.close();
            broker = new PlayedBroker().answering(PlayedBroker.connack(code, 0x1F, 0, 3, 'w', 'h', 'y'));
            String message = assertThrows(LinkException.class, () -> Link.open(spec(), new Deaf()))
                    .getMessage();
            assertTrue(message, message.contains("\"why\"") && !message.contains("50001"));
        }
    }

    @Test
    public void open_whatIsNoBroker_isSaidInWords() {
        Map<String, byte[]> strangers = Map.of(
                "web server", "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                "a web server", "<html>".getBytes(StandardCharsets.US_ASCII),
                "tls = true", new byte[] {0x15, 3, 1, 0, 2, 2, 70},
                "no MQTT broker", "220 mail\r\n".getBytes(StandardCharsets.US_ASCII),
                "does not speak MQTT 5", new byte[] {0x20, 2, 0, 1},
                "wrong user name or password", new byte[] {0x20, 2, 0, 4},
                "closed the connection without an answer", new byte[0]);
        strangers.forEach((words, bytes) -> {
            broker.answering(bytes);
            String message = assertThrows(LinkException.class, () -> Link.open(spec(), new Deaf()))
                    .getMessage();
            assertTrue(message, message.contains(words));
        });
    }

    @Test
    public void puback_eachRefusal_isAProblemUntilItIsTaken() {
        int[] codes = {0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99, 0xEE};
        Map<String, Integer> refusals = new ConcurrentHashMap<>();
        for (int i = 0; i < codes.length; i++) {
            refusals.put(topics.point(Devices.point(1001, i + 1)), codes[i]);
        }
        Set<String> refused = Set.copyOf(refusals.keySet());
        broker.onPublish(
                message -> Optional.ofNullable(refusals.remove(message.topic())).orElse(0));
        start();
        feed().batch();
        // The first refusal is a problem of one topic; the others join it as they come.
        await(() -> awaitProblem("mqtt_publish_refused").contains("and other topics"), "several topics");
        String problem = awaitProblem("mqtt_publish_refused");
        assertTrue(problem, refused.stream().anyMatch(problem::contains));
        await(() -> latest().size() == Feed.POINTS, "all are tried again");
        assertEquals(codes.length, broker.refused().size());
        await(() -> problems().isEmpty(), "the problem is over");
        assertEquals(1, broker.connects().size());
    }

    @Test
    public void puback_batchesRefused_areKeptAndAllArriveOnceTheyAreTaken() {
        Set<String> refused = ConcurrentHashMap.newKeySet();
        broker.onPublish(
                message -> message.topic().equals(topics.bulk()) && refused.size() < 3 && refused.add(message.payload())
                        ? 0x87
                        : 0);
        start();
        awaitConnected();
        for (int i = 0; i < 5; i++) {
            feed().batch();
        }
        String problem = awaitProblem("mqtt_publish_refused");
        assertTrue(problem, problem.contains(topics.bulk() + ": not authorized"));
        await(() -> outbox.size() == 0 && refused.size() == 3, "what was refused is taken");
        awaitSamples(0, 5 * Feed.POINTS);
        await(() -> problems().isEmpty(), "the problem is over");
    }

    @Test
    public void puback_onePermanentlyRefused_holdsUpNoOther() {
        String refused = topics.point(Devices.point(1001, 1));
        broker.onPublish(message -> message.topic().equals(refused) ? 0x87 : 0);
        start();
        feed().batch();
        await(() -> latest().size() == Feed.POINTS - 1 && !broker.refused().isEmpty(), "every point was tried");
        feed().batch();
        await(
                () -> latest().values().stream()
                                .filter(m -> m.payload().contains("\"value\":199,"))
                                .count()
                        == 1,
                "the last point again");
        assertTrue(awaitProblem("mqtt_publish_refused").contains(refused));
        assertEquals(1, broker.connects().size());
    }

    @Test
    public void puback_responseRefused_theNextRequestIsAnsweredAndTheFirstToo() {
        AtomicInteger refusals = new AtomicInteger();
        broker.onPublish(message -> message.payload().contains("\"c1\"")
                        && message.topic().endsWith("/response")
                        && refusals.getAndIncrement() < 2
                ? 0x97
                : 0);
        start();
        awaitConnected();
        request("c1", 7);
        request("c2", 8);
        await(
                () -> broker.on(topics.response("start_monitoring")).stream()
                                .filter(m -> m.payload().contains("\"success\""))
                                .count()
                        == 2,
                "both, the first at the third attempt");
        assertEquals(2, broker.refused().size());
        assertTrue(broker.acknowledged().containsAll(List.of(7, 8)));
    }

    @Test
    public void suback_eachRefusal_costsOnlyItsFilter() {
        for (int code : new int[] {0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2}) {
            broker.close();
            int answer = code;
            String refused = topics.request("reboot");
            broker = new PlayedBroker().onSubscribe(filter -> filter.equals(refused) ? answer : 1);
            start();
            String problem = awaitProblem("mqtt_subscribe_refused");
            assertTrue(problem, problem.contains(refused) && problem.contains(Reasons.words(code)));
            request("c1", 7);
            await(() -> !broker.on(topics.response("start_monitoring")).isEmpty(), "others are heard");
            assertEquals(1, broker.connects().size());
            stop();
        }
    }

    @Test
    public void murder_byASizeThatTheBrokerDidNotSay_isLearnedAndNothingIsLost() {
        broker.onPublish(message -> message.bytes() > 6_000 ? PlayedBroker.MURDER : 0);
        start();
        feed().batch();
        awaitSamples(0, Feed.POINTS);
        await(() -> outbox.size() == 0, "nothing is kept any longer");
        int connections = broker.connects().size();
        feed().batch();
        awaitSamples(Feed.POINTS, 2 * Feed.POINTS);
        assertEquals("it is learned", connections, broker.connects().size());
    }

    @Test
    public void murder_byOneTopic_itIsSetAsideAndTheConnectionLives() {
        String guilty = topics.point(Devices.point(1001, 3));
        broker.onPublish(message -> message.topic().equals(guilty) ? PlayedBroker.MURDER : 0);
        start();
        feed().batch();
        await(() -> latest().size() == Feed.POINTS - 1, "all others");
        assertTrue(awaitProblem("mqtt_publish_refused").contains(guilty));
        awaitSamples(0, Feed.POINTS);
        awaitConnected();
    }

    /** Each of these put Paho out, for good or until the next connection. */
    @Test
    public void arrived_whatPahoCannotRead_isAcknowledgedAndTheConnectionLives() {
        start();
        awaitConnected();
        int id = 1;
        for (byte[] packet : unreadable()) {
            packet[0] = 0x32;
            broker.send(packet);
            int last = id++;
            await(() -> broker.acknowledged().contains(last), "number " + last);
        }
        request("c1", 999);
        await(() -> !broker.on(topics.response("start_monitoring")).isEmpty(), "a request is heard");
        assertEquals(1, broker.connects().size());
        long dropped = running.orElseThrow().status().stream()
                .filter(item -> item instanceof StatusItem.Count count
                        && count.counter() == StatusItem.Counter.DROPPED_MESSAGES)
                .mapToLong(item -> ((StatusItem.Count) item).value())
                .sum();
        assertEquals(id - 1, dropped);
    }

    private List<byte[]> unreadable() {
        String prefix = topics.base() + "/command/a";
        Random random = new Random(10);
        AtomicInteger id = new AtomicInteger();
        List<byte[]> bad = new ArrayList<>(List.of(
                new byte[] {0x1F},
                new byte[] {0},
                new byte[] {(byte) 0xEF, (byte) 0xBF, (byte) 0xBF},
                new byte[] {(byte) 0xC2, (byte) 0x85},
                new byte[] {(byte) 0xEF, (byte) 0xB7, (byte) 0x90}));
        IntStream.range(0, 20).forEach(i -> bad.add(new byte[] {(byte) random.nextInt(0x20)}));
        List<byte[]> packets = bad.stream()
                .map(part -> PlayedBroker.publish(joined(prefix, part), id.incrementAndGet()))
                .collect(Collectors.toList());
        byte[] good = topics.request("reboot").getBytes(StandardCharsets.UTF_8);
        // An unknown property; a topic alias; a response topic with NUL; a property that is cut off.
        packets.add(PlayedBroker.publish(good, id.incrementAndGet(), (byte) 0x7F));
        packets.add(PlayedBroker.publish(good, id.incrementAndGet(), (byte) 0x23, (byte) 0, (byte) 1));
        packets.add(PlayedBroker.publish(good, id.incrementAndGet(), (byte) 8, (byte) 0, (byte) 1, (byte) 0));
        packets.add(PlayedBroker.publish(good, id.incrementAndGet(), (byte) 2, (byte) 0));
        packets.add(PlayedBroker.publish(new byte[0], id.incrementAndGet()));
        return packets;
    }

    private static byte[] joined(String text, byte[] more) {
        byte[] first = text.getBytes(StandardCharsets.UTF_8);
        byte[] both = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, both, first.length, more.length);
        return both;
    }

    private void request(String commandId, int id) {
        byte[] topic = topics.request("start_monitoring").getBytes(StandardCharsets.UTF_8);
        byte[] empty = PlayedBroker.publish(topic, id);
        byte[] payload = ("{\"command_id\":\"" + commandId + "\"}").getBytes(StandardCharsets.UTF_8);
        byte[] body = Arrays.copyOf(Arrays.copyOfRange(empty, 2, empty.length), empty.length - 2 + payload.length);
        System.arraycopy(payload, 0, body, empty.length - 2, payload.length);
        broker.send(PacketGuard.packet((byte) 0x32, body));
    }

    private LinkSpec spec() {
        return new LinkSpec(
                new BrokerEndpoint("127.0.0.1", broker.port(), Optional.empty(), Optional.empty(), Optional.empty()),
                "gateway",
                Outgoing.retained("a/will", new byte[0]));
    }

    private void start() {
        sites.preset(Devices.site(Devices.device(1001, Feed.POINTS, Duration.ofSeconds(1))));
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
        session.bindDispatcher(dispatcher);
        session.bindOutbox(outbox);
        running = Optional.of(session);
        feeding = Optional.of(new Feed(session));
    }

    private void stop() {
        feeding.ifPresent(Feed::close);
        running.ifPresent(MqttSession::close);
        feeding = Optional.empty();
        running = Optional.empty();
    }

    private Feed feed() {
        return feeding.orElseThrow();
    }

    /** The last message on each point's own topic. */
    private Map<String, PlayedBroker.Published> latest() {
        Map<String, PlayedBroker.Published> latest = new HashMap<>();
        broker.published().stream()
                .filter(message -> topics.pointOf(message.topic()).isPresent())
                .forEach(message -> latest.put(message.topic(), message));
        return latest;
    }

    private void awaitSamples(long from, long to) {
        await(
                () -> Feed.missing(
                                from,
                                to,
                                Feed.seenIn(broker.on(topics.bulk()).stream()
                                        .map(PlayedBroker.Published::payload)
                                        .toList()))
                        .isEmpty(),
                "samples " + from + " to " + to);
    }

    private void awaitConnected() {
        await(
                () -> running.orElseThrow().status().stream()
                        .anyMatch(item -> item instanceof StatusItem.MqttConnection connection
                                && connection.status() == ConnectionStatus.CONNECTED),
                "connected");
    }

    private List<StatusItem.Problem> problems() {
        return running.orElseThrow().status().stream()
                .filter(StatusItem.Problem.class::isInstance)
                .map(StatusItem.Problem.class::cast)
                .toList();
    }

    private String awaitProblem(String code) {
        await(() -> problems().stream().anyMatch(problem -> problem.code().equals(code)), "the problem " + code);
        return problems().stream()
                .filter(problem -> problem.code().equals(code))
                .findFirst()
                .orElseThrow()
                .message();
    }

    private static void await(BooleanSupplier condition, String what) {
        Await.until(condition, PATIENCE, what);
    }

    private static final class Deaf implements Link.Listener {
        @Override
        public void arrived(Incoming message) {
            throw new AssertionError("not subscribed to " + message.topic());
        }

        @Override
        public void lost(LinkException why) {
            throw new AssertionError(why);
        }
    }
}

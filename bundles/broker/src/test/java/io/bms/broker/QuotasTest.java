// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.memory.HeapLevel;
import io.bms.api.status.StatusItem.Problem;
import io.bms.broker.BrokerLimits.Share;
import io.bms.testkit.Await;
import io.bms.testkit.FakeAccounts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;

/** Small limits, each passed by a guest beside the gateway, who has none. */
public class QuotasTest {
    private static final int MIB = 1024 * 1024;
    private static final String QUOTA = "97";
    private static final int PER_SECOND = 100;

    @Rule
    public final TestBroker broker = new TestBroker(new BrokerLimits(
            10,
            10,
            10,
            new Share(5, 10),
            new Share(2, 2),
            new Share(20, 100),
            10,
            new Share(3, 100),
            new Share(2 * MIB, 4 * MIB),
            60,
            PER_SECOND,
            5 * MIB));

    @Test
    public void retainedTopics_beyondTheShare_areRefusedAndTheOthersStay() throws Exception {
        try (RawClient guest = guest(5)) {
            for (int i = 0; i < 3; i++) {
                assertEquals("40020007", publish(guest, "r/" + i, true, 10));
            }
            assertEquals("4003000797", publish(guest, "r/3", true, 10));
            assertEquals("replaces one", "40020007", publish(guest, "r/2", true, 20));
            assertEquals("not retained", "40020007", publish(guest, "r/4", false, 10));
            assertEquals("clears what is not there", "40020007", publish(guest, "r/5", true, 0));
        }
        assertEquals(List.of("broker_limit_retained_topics"), codes());
        broker.restart();
        try (RawClient guest = guest(5)) {
            assertEquals("counted again", "4003000797", publish(guest, "r/3", true, 10));
            assertEquals("40020007", publish(guest, "r/0", true, 0));
            assertEquals("40020007", publish(guest, "r/3", true, 10));
        }
        try (RawClient old = guest(4)) {
            assertEquals(RawClient.CLOSED, publish(old, "r/6", true, 10));
        }
        try (Subscriber gateway = broker.gateway()) {
            for (int i = 0; i < 200; i++) {
                gateway.publish("g/" + i, "1", true);
            }
            gateway.subscribe("#");
            gateway.awaitTopics(203);
        }
    }

    @Test
    public void retainedBytes_beyondTheShare_areRefused() throws Exception {
        try (RawClient guest = guest(5)) {
            assertEquals("40020007", publish(guest, "b/1", true, MIB + MIB / 2));
            assertEquals("4003000797", publish(guest, "b/2", true, MIB));
            assertEquals("40020007", publish(guest, "b/1", true, 10));
            assertEquals("40020007", publish(guest, "b/2", true, MIB));
        }
        assertEquals(List.of("broker_limit_retained_bytes"), codes());
    }

    @Test
    public void newTopics_beyondAMinutes_areRefused() throws Exception {
        try (RawClient guest = guest(5)) {
            for (int i = 0; i < 60; i++) {
                assertEquals("40020007", publish(guest, "n/" + i, false, 1));
            }
            String answer = "40020007";
            for (int i = 60; i < 120 && answer.equals("40020007"); i++) {
                answer = publish(guest, "n/" + i, false, 1);
            }
            assertEquals("4003000797", answer);
            assertEquals("a known one", "40020007", publish(guest, "n/0", false, 1));
        }
        assertEquals(List.of("broker_limit_new_topics"), codes());
    }

    @Test
    public void connections_beyondTheShare_areRefusedAndFreedWhenClosed() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            clients.add(RawClient.signedIn(port(), 5, "c" + i));
        }
        assertConnect("2003009700", 5, 0xC2, "", "c5");
        assertConnect("20020003", 4, 0xC2, "", "c5");
        broker.gateway().close();
        clients.remove(0).close();
        Await.until(() -> letsIn("c5"), Subscriber.SOON, "a place is free again");
        for (RawClient client : clients) {
            client.close();
        }
        assertEquals(List.of("broker_limit_connections"), codes());
    }

    @Test
    public void sessionsAway_beyondTheShare_areRefused() throws Exception {
        for (String id : List.of("away1", "away2")) {
            leaveSession(id);
        }
        assertConnect("2003009700", 5, 0xC0, "1100000e10", "away3");
        assertConnect("20020003", 4, 0xC0, "", "away3");
        broker.persistentClient("away1").close();
        RawClient.signedIn(port(), 5, "does-not-stay").close();
        assertEquals(List.of("broker_limit_sessions"), codes());
    }

    @Test
    public void subscriptions_beyondTheShare_areRefused() throws Exception {
        try (RawClient one = RawClient.signedIn(port(), 5, "s1");
                RawClient two = RawClient.signedIn(port(), 5, "s2");
                RawClient three = RawClient.signedIn(port(), 5, "s3")) {
            assertEquals("01".repeat(10) + QUOTA.repeat(2), subscribe(one, 12));
            assertEquals("known ones", "01".repeat(10), subscribe(one, 10));
            assertEquals("01".repeat(10) + QUOTA, subscribe(two, 11));
            assertEquals("of the account", QUOTA, subscribe(three, 1));
        }
        assertEquals(List.of("broker_limit_subscriptions"), codes());
    }

    @Test
    public void heapScarce_nothingNewIsKeptAndWhatIsThereGoesOn() throws Exception {
        leaveSession("away1");
        try (RawClient guest = guest(5)) {
            assertEquals("40020007", publish(guest, "r/0", true, 20));
            broker.heap().bind(() -> HeapLevel.SCARCE);
            assertEquals("a new topic", "4003000797", publish(guest, "r/1", true, 10));
            assertEquals("a larger one", "4003000797", publish(guest, "r/0", true, 20_000));
            assertEquals("as large", "40020007", publish(guest, "r/0", true, 20));
            assertEquals("not retained", "40020007", publish(guest, "r/2", false, 10));
            assertEquals("an eighth of the subscriptions", "01" + QUOTA, subscribe(guest, 2));
            assertConnect("2003009700", 5, 0xC0, "1100000e10", "away2");
            RawClient.signedIn(port(), 5, "does-not-stay").close();
            broker.persistentClient("away1").close();
            assertEquals("cleared", "40020007", publish(guest, "r/0", true, 0));
            try (Subscriber gateway = broker.gateway()) {
                gateway.publish("g/1", "1", true);
                gateway.subscribe("g/#");
                gateway.awaitTopics(1);
            }
            broker.heap().bind(() -> HeapLevel.SHORT);
            assertEquals("there is room again", "40020007", publish(guest, "r/1", true, 10));
        }
        assertEquals(List.of("broker_limit_heap"), codes());
        assertTrue(
                broker.report().problems().get(0).message(),
                broker.report()
                        .problems()
                        .get(0)
                        .message()
                        .contains("Look at that client, or give the gateway more memory"));
    }

    @Test
    public void reader_heapScarce_mayHaveAnEighthWait() throws Exception {
        try (RawClient slow = RawClient.signedIn(port(), 5, "slow");
                RawClient publisher = guest(5)) {
            assertEquals("9004000100" + "01", slow.exchange(RawClient.subscribe(5, 1, RawClient.utf8("big"))));
            for (int i = 0; i < 4; i++) {
                assertEquals("40020007", publish(publisher, "big", false, MIB));
            }
            broker.heap().bind(() -> HeapLevel.SCARCE);
            Await.until(() -> codes().contains("broker_limit_backlog"), Subscriber.SOON, "the slow one is named");
            assertTrue(publisher.isAlive());
        }
    }

    @Test
    public void publishing_faster_waitsAndLosesNothing() throws Exception {
        publishInAGo(2 * PER_SECOND, 1);
        assertEquals(List.of("broker_limit_publish_rate"), codes());
    }

    /** It is the account's limit, and what one read brings at once is made up for before the next. */
    @Test
    public void publishing_byConnectionsOneAfterTheOther_isHeldToTheLimit() throws Exception {
        long start = System.nanoTime();
        publishInAGo(PER_SECOND, 20_000);
        publishInAGo(3 * PER_SECOND, 20_000);
        long tookMs = (System.nanoTime() - start) / 1_000_000;
        // the last read of at most 64 KiB may come before its time
        assertTrue("it took " + tookMs + " ms", tookMs >= 2_800);
    }

    /** Five copies of each cost as much as two publications. */
    @Test
    public void publishing_toManySubscriptions_isHeldToLess() throws Exception {
        try (Subscriber reader = broker.client("reader")) {
            for (String filter : List.of("fast", "fast/#", "+", "+/#", "#")) {
                reader.subscribe(filter);
            }
            long start = System.nanoTime();
            publishInAGo(2 * PER_SECOND, 20_000);
            long tookMs = (System.nanoTime() - start) / 1_000_000;
            // a second if only the publications counted; what is read at once goes through together
            assertTrue("it took " + tookMs + " ms", tookMs >= 2_000);
        }
    }

    private void publishInAGo(int count, int bytes) throws IOException {
        try (RawClient guest = guest(5)) {
            byte[] packet = RawClient.publish(5, 1, false, 7, RawClient.utf8("fast"), new byte[bytes]);
            for (int i = 0; i < count; i++) {
                guest.send(packet);
            }
            for (int i = 0; i < count; i++) {
                assertEquals("40020007", guest.read());
            }
        }
    }

    @Test
    public void reader_thatNeverReads_isToldAndClosedAndThePublisherGoesOn() throws Exception {
        try (RawClient slow = RawClient.signedIn(port(), 5, "slow");
                RawClient publisher = guest(5)) {
            assertEquals("9004000100" + "01", slow.exchange(RawClient.subscribe(5, 1, RawClient.utf8("big"))));
            for (int i = 0; i < 12; i++) {
                assertEquals("40020007", publish(publisher, "big", false, MIB));
            }
            Await.until(() -> codes().contains("broker_limit_backlog"), Subscriber.SOON, "the slow one is named");
            assertTrue(publisher.isAlive());
            assertTrue(broker.report().problems().get(0).message(), namesOnly("slow"));
        }
    }

    @Test
    public void session_awayOverARestart_keepsNoMoreThanItsBound() throws Exception {
        broker.persistentClient("away").subscribeAndLeave("big");
        broker.restart();
        try (RawClient publisher = guest(5)) {
            for (int i = 0; i < 12; i++) {
                assertEquals("40020007", publish(publisher, "big", false, MIB));
            }
            Await.until(() -> codes().contains("broker_limit_away"), Subscriber.SOON, "its account is named");
            assertTrue(broker.report().problems().get(0).message(), namesOnly(FakeAccounts.NAME));
        }
    }

    @Test
    public void clientId_ofTheGateway_isTheGateways() throws Exception {
        try (Subscriber gateway = broker.gateway()) {
            assertConnect("2003008500", 5, 0xC2, "", "iot_supervisor_1");
            assertTrue(gateway.client().isConnected());
        }
        assertFalse("a name of somebody else's", codes().contains("broker_limit_connections"));
    }

    private boolean namesOnly(String client) {
        return broker.report().problems().get(0).message().startsWith(client + " reached");
    }

    private boolean letsIn(String id) {
        try (RawClient client = RawClient.signedIn(port(), 5, id)) {
            return client.isAlive();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Until the broker has closed the connection, and so counts the session among those whose clients are away. */
    private void leaveSession(String id) throws IOException {
        byte[] connect = RawClient.connectBody(5, 0xC0, "1100000e10", id, "", RawClient.utf8(FakeAccounts.NAME));
        try (RawClient client = new RawClient(port())) {
            client.exchange(RawClient.packet(0x10, connect));
            client.exchange(RawClient.subscribe(5, 9, RawClient.utf8("a/#")));
            assertEquals(RawClient.CLOSED, client.exchange(RawClient.packet(0xE0, new byte[0])));
        }
    }

    private void assertConnect(String answer, int version, int flags, String properties, String id) throws IOException {
        byte[] body = RawClient.connectBody(version, flags, properties, id, "", RawClient.utf8(FakeAccounts.NAME));
        try (RawClient client = new RawClient(port())) {
            assertEquals(answer, client.exchange(RawClient.packet(0x10, body)));
        }
    }

    private static String subscribe(RawClient client, int filters) throws IOException {
        byte[][] wanted = new byte[filters][];
        for (int i = 0; i < filters; i++) {
            wanted[i] = RawClient.utf8("s/" + i + "/#");
        }
        return client.exchange(RawClient.subscribe(5, 9, wanted)).substring(10);
    }

    private static String publish(RawClient client, String topic, boolean retain, int bytes) throws IOException {
        return client.exchange(RawClient.publish(5, 1, retain, 7, RawClient.utf8(topic), new byte[bytes]))
                .replaceFirst("^400400070000$", "40020007");
    }

    private List<String> codes() {
        return broker.report().problems().stream().map(Problem::code).toList();
    }

    private RawClient guest(int version) throws IOException {
        return RawClient.signedIn(port(), version, "guest");
    }

    private int port() {
        return broker.settings().tcpPort();
    }
}

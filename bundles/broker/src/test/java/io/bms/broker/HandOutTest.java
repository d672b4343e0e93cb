// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.testkit.Await;
import io.bms.testkit.FakeAccounts;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.Rule;
import org.junit.Test;

/** What is retained comes to a new subscription a portion at a time, and all of it comes. */
public class HandOutTest {
    private static final int TOPICS = 24 * HandOut.SLOT;
    private static final String STAYS = "stays";
    private static final String SUBACK = "90";
    private static final int AT_ONCE = 500;
    private static final Set<String> ALL =
            IntStream.range(0, TOPICS).mapToObj(HandOutTest::topic).collect(Collectors.toSet());

    @Rule
    public final TestBroker broker = new TestBroker(TestBroker.roomy(16 << 20));

    @Test
    public void reader_getsAllAndTheNewest() throws Exception {
        retainAll();
        try (Subscriber publisher = broker.client("publisher");
                Subscriber reader = broker.client("reader")) {
            reader.subscribe("h/#");
            publisher.publish(topic(0), "new", true);
            publisher.publish("h/later", "new", true);
            Await.until(() -> topics(reader).size() == TOPICS + 1, Subscriber.SOON, "all topics");
            assertEquals(with("h/later"), topics(reader));
            String last = reader.received.stream()
                    .filter(one -> one.topic().equals(topic(0)))
                    .reduce((before, after) -> after)
                    .orElseThrow()
                    .payload();
            assertEquals("nothing older comes after it", "new", last);
        }
    }

    @Test
    public void readerThatStops_hasOnePortionWaiting() throws Exception {
        retainAll();
        try (RawClient slow = RawClient.signedIn(port(), 5, "slow")) {
            slow.send(RawClient.subscribe(5, 1, RawClient.utf8("h/#")));
            while (!slow.read().startsWith(SUBACK)) {
                // acknowledges none of them
            }
            long waiting = broker.broker().waiting();
            assertTrue("waiting: " + waiting, waiting < 20 * HandOut.SLOT);
        }
    }

    @Test
    public void clearedWhileItLasts_comesToAnEnd() throws Exception {
        retainAll();
        try (Subscriber publisher = broker.client("publisher");
                Subscriber reader = broker.client("reader")) {
            reader.subscribe("h/#");
            for (int i = 0; i < TOPICS; i++) {
                publisher.publish(topic(i), "", true);
            }
            publisher.publish("h/end", "1", true);
            Await.until(() -> topics(reader).contains("h/end"), Subscriber.SOON, "what is published after it");
            reader.received.clear();
            reader.subscribe("h/#");
            Await.until(() -> topics(reader).contains("h/end"), Subscriber.SOON, "what is left");
            assertEquals(Set.of("h/end"), topics(reader));
        }
    }

    /** What it is still to be given is neither in memory nor forgotten with the broker. */
    @Test
    public void sessionThatStays_hasOnePortionWaitingAndFindsAllAfterARestart() throws Exception {
        retainAll();
        subscribeAndLeaveUnread();
        long waiting = broker.broker().waiting();
        assertTrue("waiting: " + waiting, waiting < 2 * HandOut.SLOT);
        broker.restart();
        try (Subscriber back = broker.persistentClient(STAYS)) {
            Await.until(() -> topics(back).size() == TOPICS, Subscriber.SOON, "all topics");
            assertEquals("none twice", TOPICS, back.received.size());
            Await.until(() -> broker.broker().waiting() == 0, Subscriber.SOON, "all acknowledged");
        }
        broker.restart();
        try (Subscriber back = broker.persistentClient(STAYS);
                Subscriber publisher = broker.client("publisher")) {
            publisher.publish("h/end", "1", false);
            back.awaitTopics(1);
            assertEquals("nothing is owed any more", List.of("h/end"), back.topics());
        }
    }

    @Test
    public void sessionThatStays_andComesBack_isGivenTheRestAsItIsThen() throws Exception {
        retainAll();
        subscribeAndLeaveUnread();
        try (Subscriber publisher = broker.client("publisher")) {
            publisher.publish("h/later", "1", true);
        }
        try (Subscriber back = broker.persistentClient(STAYS)) {
            Await.until(() -> topics(back).size() == TOPICS + 1, Subscriber.SOON, "all topics");
            assertEquals(with("h/later"), topics(back));
        }
    }

    /** What waits for it is cut to its newest, and what is retained was there first. */
    @Test
    public void sessionThatStays_ofWhichACopyIsDropped_isGivenThatAgain() throws Exception {
        retainAll();
        subscribeAndLeaveUnread();
        try (RawClient publisher = RawClient.signedIn(port(), 5, "busy")) {
            for (int i = 0; i < ArtemisSettings.RING_WHILE_AWAY + HandOut.SLOT; i++) {
                publisher.send(RawClient.publish(5, 1, false, 7, RawClient.utf8("h/live"), new byte[] {'1'}));
                publisher.read();
            }
        }
        Await.until(() -> broker.broker().waiting() <= ArtemisSettings.RING_WHILE_AWAY, Subscriber.SOON, "it is cut");
        try (Subscriber back = broker.persistentClient(STAYS)) {
            Await.until(() -> topics(back).containsAll(ALL), Subscriber.SOON, "all that is retained");
        }
    }

    @Test
    public void sessionThatStays_andSubscribesAnew_isGivenAllAgain() throws Exception {
        retainAll();
        subscribeAndLeaveUnread();
        broker.restart();
        try (Subscriber back = broker.persistentClient(STAYS)) {
            back.subscribe("h/#");
            Await.until(() -> topics(back).size() == TOPICS, Subscriber.SOON, "all topics");
        }
    }

    @Test
    public void sessionThatStays_andIsGivenUp_leavesNothingBehind() throws Exception {
        retainAll();
        subscribeAndLeaveUnread();
        // ends the session
        broker.client(STAYS).close();
        broker.restart();
        try (Subscriber back = broker.persistentClient(STAYS)) {
            back.subscribe("h/0/#");
            Await.until(() -> topics(back).size() == TOPICS / 10, Subscriber.SOON, "all topics");
            assertEquals("none twice", TOPICS / 10, back.received.size());
        }
    }

    private void subscribeAndLeaveUnread() throws IOException {
        byte[] stays = RawClient.connectBody(5, 0xC0, "1100000e10", STAYS, "", RawClient.utf8(FakeAccounts.NAME));
        try (RawClient leaves = new RawClient(port())) {
            leaves.exchange(RawClient.packet(0x10, stays));
            leaves.send(RawClient.subscribe(5, 1, RawClient.utf8("h/#")));
            while (!leaves.read().startsWith(SUBACK)) {
                // acknowledges none of them
            }
        }
    }

    private static Set<String> topics(Subscriber reader) {
        return reader.received.stream().map(Subscriber.Received::topic).collect(Collectors.toSet());
    }

    private static Set<String> with(String another) {
        Set<String> all = new HashSet<>(ALL);
        all.add(another);
        return all;
    }

    private static String topic(int number) {
        return "h/" + number % 10 + "/" + number;
    }

    private void retainAll() throws IOException {
        try (RawClient publisher = RawClient.signedIn(port(), 5, "filler")) {
            for (int from = 0; from < TOPICS; from += AT_ONCE) {
                for (int i = from; i < from + AT_ONCE; i++) {
                    publisher.send(RawClient.publish(5, 1, true, 7, RawClient.utf8(topic(i)), new byte[] {'1'}));
                }
                for (int i = 0; i < AT_ONCE; i++) {
                    publisher.read();
                }
            }
        }
    }

    private int port() {
        return broker.settings().tcpPort();
    }
}

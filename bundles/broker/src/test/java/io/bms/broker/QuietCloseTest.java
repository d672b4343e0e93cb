// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertTrue;

import io.bms.testkit.FakeAccounts;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** Ending a subscription while messages come in it. */
public class QuietCloseTest {
    private static final int ROUNDS = 1_500;
    private static final int CONNECTIONS = 250;
    private static final byte[] TOPIC = RawClient.utf8("busy/topic");

    @Rule
    public final TestBroker broker = new TestBroker();

    private final AtomicBoolean over = new AtomicBoolean();
    private Thread talker;

    @Before
    public void talk() {
        int port = broker.settings().tcpPort();
        talker = new Thread(() -> talk(port), "talker");
        talker.start();
    }

    @After
    public void beSilent() throws InterruptedException {
        over.set(true);
        talker.join();
    }

    @Test
    public void unsubscribe_whileMessagesOfQos0Come_isAnsweredAtOnce() throws Exception {
        try (RawClient reader = RawClient.signedIn(broker.settings().tcpPort(), 4, "reader")) {
            for (int round = 1; round <= ROUNDS; round++) {
                reader.send(subscribeQos0(round));
                answer(reader, "90", round);
                reader.send(unsubscribe(round));
                answer(reader, "b0", round);
            }
        }
    }

    /** Artemis starts the subscriptions of a session that stays while it reads what came behind the CONNECT. */
    @Test
    public void unsubscribe_sentBehindTheConnect_isAnsweredAtOnce() throws Exception {
        for (int round = 1; round <= CONNECTIONS; round++) {
            try (RawClient first = comeBack()) {
                first.send(subscribeQos0(round));
                answer(first, "90", round);
            }
            try (RawClient again = comeBack()) {
                again.send(unsubscribe(round));
                answer(again, "b0", round);
            }
        }
    }

    private RawClient comeBack() throws IOException {
        return RawClient.connecting(broker.settings().tcpPort(), 4, FakeAccounts.NAME, "comer", true);
    }

    private static byte[] subscribeQos0(int id) {
        byte[] subscribe = RawClient.subscribe(4, id, TOPIC);
        subscribe[subscribe.length - 1] = 0;
        return subscribe;
    }

    private void talk(int port) {
        byte[] payload = new byte[10];
        try (RawClient talker = RawClient.signedIn(port, 4, "talker")) {
            for (int id = 1; !over.get(); id = id % 60_000 + 1) {
                talker.send(RawClient.publish(4, 1, false, id, TOPIC, payload));
                talker.read();
            }
        } catch (IOException ended) {
            assertTrue("the talker was cut off: " + ended, over.get());
        }
    }

    private static byte[] unsubscribe(int id) {
        byte[] subscribe = RawClient.subscribe(4, id, TOPIC);
        byte[] body = Arrays.copyOfRange(subscribe, 2, subscribe.length - 1);
        return RawClient.packet(0xA2, body);
    }

    /** Reads on until the answer comes, past a CONNACK and what is delivered; fails when nothing comes any more. */
    private static void answer(RawClient reader, String type, int round) throws IOException {
        String packet = reader.read();
        while (packet.startsWith("3") || packet.startsWith("20")) {
            packet = reader.read();
        }
        assertTrue(
                "round " + round + ": " + packet,
                packet.startsWith(type) && packet.startsWith(HexFormat.of().toHexDigits((short) round), 4));
    }
}

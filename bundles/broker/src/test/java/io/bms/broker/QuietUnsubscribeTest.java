// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.Rule;
import org.junit.Test;

/** Ending a subscription while messages come in it. */
public class QuietUnsubscribeTest {
    private static final int ROUNDS = 1_500;
    private static final byte[] TOPIC = RawClient.utf8("busy/topic");

    @Rule
    public final TestBroker broker = new TestBroker();

    @Test
    public void unsubscribe_whileMessagesOfQos0Come_isAnsweredAtOnce() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        int port = broker.settings().tcpPort();
        Thread talker = new Thread(() -> talk(port, over), "talker");
        talker.start();
        try (RawClient reader = RawClient.signedIn(port, 4, "reader")) {
            for (int round = 1; round <= ROUNDS; round++) {
                byte[] subscribe = RawClient.subscribe(4, round, TOPIC);
                // at QoS 0
                subscribe[subscribe.length - 1] = 0;
                reader.send(subscribe);
                answer(reader, "90", round);
                reader.send(unsubscribe(round));
                answer(reader, "b0", round);
            }
        } finally {
            over.set(true);
            talker.join();
        }
    }

    private static void talk(int port, AtomicBoolean over) {
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

    /** Reads on until the answer comes, past what is delivered meanwhile; fails when nothing comes any more. */
    private static void answer(RawClient reader, String type, int round) throws IOException {
        String packet = reader.read();
        while (packet.startsWith("3")) {
            packet = reader.read();
        }
        assertTrue(
                "round " + round + ": " + packet,
                packet.startsWith(type) && packet.startsWith(HexFormat.of().toHexDigits((short) round), 4));
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import io.bms.testkit.FakeAccounts;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;

/** MQTT 5, 4.9: no more messages under way than the broker has said that it takes. */
public class ReceiveMaximumTest {
    private static final int ANNOUNCED = MqttProtocol.RECEIVE_MAXIMUM;
    private static final String RECEIVE_MAXIMUM_EXCEEDED = "e00193";

    @Rule
    public final TestBroker broker = new TestBroker();

    @Test
    public void publish_qos2BeyondIt_endsTheConnectionWithTheReason() throws Exception {
        try (RawClient client = signedIn(5)) {
            publishAll(client, 5);
            assertEquals(RECEIVE_MAXIMUM_EXCEEDED, client.exchange(publish(5, ANNOUNCED + 1)));
            assertEquals(RawClient.CLOSED, client.read());
        }
    }

    @Test
    public void publish_qos2AfterOneIsReleased_goesOn() throws Exception {
        try (RawClient client = signedIn(5)) {
            publishAll(client, 5);
            assertPubrec("sent again, it is the same", client.exchange(publish(5, 1)));
            assertTrue(client.exchange(HexFormat.of().parseHex("62020001")).startsWith("70"));
            assertPubrec("one place is free", client.exchange(publish(5, ANNOUNCED + 1)));
            assertEquals(RECEIVE_MAXIMUM_EXCEEDED, client.exchange(publish(5, ANNOUNCED + 2)));
        }
    }

    @Test
    public void publish_qos2BeyondItInMqtt311_goesOn() throws Exception {
        try (RawClient client = signedIn(4)) {
            publishAll(client, 4);
            assertPubrec("it has no such thing", client.exchange(publish(4, ANNOUNCED + 1)));
        }
    }

    /** Of the client's own maximum, which is 1, and which its subscriptions share. */
    @Test
    public void deliver_placeThatAnotherSubscriptionHasMadeFree_isTaken() throws Exception {
        try (RawClient reader = new RawClient(broker.settings().tcpPort());
                RawClient writer = signedIn(5)) {
            byte[] connect = RawClient.connectBody(5, 0xC2, "210001", "reader", "", RawClient.utf8(FakeAccounts.NAME));
            assertTrue(reader.exchange(RawClient.packet(0x10, connect)).startsWith("20"));
            for (String topic : List.of("q/1", "q/2")) {
                String done = reader.exchange(RawClient.subscribe(5, 1, RawClient.utf8(topic)));
                assertTrue(done, done.startsWith("90"));
            }
            for (int round = 0; round < 5; round++) {
                for (String topic : List.of("q/1", "q/2")) {
                    String kept =
                            writer.exchange(RawClient.publish(5, 1, false, 7, RawClient.utf8(topic), new byte[] {'1'}));
                    assertTrue(kept, kept.startsWith("40"));
                }
                String first = reader.read();
                assertTrue(first, first.startsWith("32"));
                assertTrue("the other is held back", reader.isAlive());
                String second = reader.exchange(acknowledged(first));
                assertTrue(second, second.startsWith("32"));
                assertNotEquals(topic(first), topic(second));
                reader.send(acknowledged(second));
            }
        }
    }

    private static String topic(String publication) {
        return publication.substring(8, 14);
    }

    /** The PUBACK to a publication with a topic of three letters. */
    private static byte[] acknowledged(String publication) {
        return HexFormat.of().parseHex("4002" + publication.substring(14, 18));
    }

    private static void publishAll(RawClient client, int version) throws IOException {
        for (int id = 1; id <= ANNOUNCED; id++) {
            client.send(publish(version, id));
        }
        for (int id = 1; id <= ANNOUNCED; id++) {
            assertPubrec("of " + id, client.read());
        }
    }

    private static void assertPubrec(String what, String answer) {
        assertTrue(what + ": " + answer, answer.startsWith("50"));
    }

    private static byte[] publish(int version, int packetId) {
        return RawClient.publish(version, 2, false, packetId, RawClient.utf8("q/1"), new byte[] {'1'});
    }

    private RawClient signedIn(int version) throws IOException {
        return RawClient.signedIn(broker.settings().tcpPort(), version, "raw");
    }
}

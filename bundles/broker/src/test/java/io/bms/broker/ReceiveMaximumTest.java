// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.util.HexFormat;
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

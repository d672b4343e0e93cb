// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;

/** MQTT 5, 3.3.4: where several subscriptions of a client match, each has its copy with its own identifier. */
public class SubscriptionIdentifiersTest {
    @Rule
    public final TestBroker broker = new TestBroker();

    @Test
    public void deliver_subscriptionsThatOverlap_eachCopyCarriesTheIdentifierOfItsOwn() throws Exception {
        try (RawClient client = RawClient.signedIn(broker.settings().tcpPort(), 5, "raw")) {
            subscribe(client, 1, "s/+", "020b01");
            subscribe(client, 2, "s/#", "020b02");
            subscribe(client, 3, "+/1", "00");
            subscribe(client, 4, "t/#", "020b04");
            client.send(publish("s/1"));
            assertEquals(
                    Set.of(copy("s/1", "020b01"), copy("s/1", "020b02"), copy("s/1", "00")),
                    Set.of(client.read(), client.read(), client.read()));
            client.send(publish("t/2"));
            assertEquals(copy("t/2", "020b04"), client.read());
        }
    }

    private static byte[] publish(String topic) {
        return RawClient.publish(5, 0, false, 0, RawClient.utf8(topic), new byte[] {'1'});
    }

    /** @param properties with their length */
    private static String copy(String topic, String properties) {
        byte[] body = RawClient.join(
                RawClient.text(RawClient.utf8(topic)), HexFormat.of().parseHex(properties), new byte[] {'1'});
        return HexFormat.of().formatHex(RawClient.packet(0x30, body));
    }

    private static void subscribe(RawClient client, int packetId, String filter, String properties) throws IOException {
        assertEquals("90040" + "00" + packetId + "0000", client.exchange(subscription(packetId, filter, properties)));
    }

    /** At QoS 0. */
    private static byte[] subscription(int packetId, String filter, String properties) {
        return RawClient.packet(
                0x82,
                RawClient.join(
                        new byte[] {0, (byte) packetId},
                        HexFormat.of().parseHex(properties),
                        RawClient.text(RawClient.utf8(filter)),
                        new byte[] {0}));
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.testkit.Await;
import io.bms.testkit.FakeAccounts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.Rule;
import org.junit.Test;

/** What goes over the two ports, packet by packet. */
public class ListenersTest {
    private static final int MIB = 1024 * 1024;
    private static final int NOT_AUTHORIZED = 0x87;
    private static final int PACKET_TOO_LARGE = 0x95;

    @Rule
    public final TestBroker broker = new TestBroker();

    @Test
    public void tcp_mqtt311_isAccepted() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", broker.settings().tcpPort())) {
            signIn(socket);
        }
    }

    @Test
    public void webSocket_subprotocolMqtt_carriesLargeMessages() throws Exception {
        Frames frames = new Frames();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("mqtt")
                .buildAsync(URI.create("ws://127.0.0.1:" + broker.settings().webSocketPort() + "/mqtt"), frames)
                .get();
        assertEquals("mqtt", socket.getSubprotocol());
        send(socket, RawMqtt.connect("browser", FakeAccounts.NAME, FakeAccounts.PASSWORD));
        frames.await(RawMqtt.ACCEPTED.length);
        assertArrayEquals(RawMqtt.ACCEPTED, frames.bytes());
        send(socket, RawMqtt.publish("iot/big", 2 * MIB));
        frames.await(RawMqtt.ACCEPTED.length + RawMqtt.PUBLISH_7_ACKNOWLEDGED.length);
        socket.abort();
    }

    @Test
    public void webSocket_mqtt5Client_isServed() throws Exception {
        String url = "ws://127.0.0.1:" + broker.settings().webSocketPort() + "/mqtt";
        try (Subscriber client =
                Subscriber.connect(url, "ws5", Subscriber.options(FakeAccounts.NAME, FakeAccounts.PASSWORD))) {
            client.subscribe("iot/#");
            client.publish("iot/1001.analogInput.1", "1", true);
            client.awaitTopics(1);
        }
    }

    @Test
    public void connect_mqtt5_announcesTheLimits() throws Exception {
        try (Subscriber client = broker.client("limits")) {
            MqttProperties limits = client.answer();
            assertEquals(Long.valueOf(4L * MIB), limits.getMaximumPacketSize());
            assertEquals(Integer.valueOf(1_000), limits.getReceiveMaximum());
            assertEquals(Integer.valueOf(0), limits.getTopicAliasMaximum());
        }
    }

    @Test
    public void publish_upTo4MiB_isTaken() throws Exception {
        try (Subscriber subscriber = broker.client("large")) {
            subscriber.subscribe("iot/#");
            subscriber.publish("iot/large", "x".repeat(3 * MIB), true);
            subscriber.awaitTopics(1);
            assertEquals(3 * MIB, subscriber.received.get(0).payload().length());
        }
    }

    @Test
    public void publish_over4MiBInMqtt311_closesTheConnection() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", broker.settings().tcpPort())) {
            signIn(socket);
            assertThrowsOrEnds(socket, RawMqtt.publish("iot/too/large", 5 * MIB));
        }
    }

    @Test
    public void publish_over4MiBInMqtt5_isAnsweredPacketTooLarge() throws Exception {
        try (Subscriber subscriber = broker.client("too-large")) {
            assertThrows(
                    MqttException.class,
                    () -> subscriber.client().publish("iot/too/large", new byte[4 * MIB + 1], 1, false));
            assertTrue(
                    subscriber.disconnects.toString(),
                    subscriber.disconnects.isEmpty() || subscriber.disconnects.contains(PACKET_TOO_LARGE));
        }
    }

    @Test
    public void connect_claimingHundredMiB_isClosedBeforeItIsSent() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", broker.settings().tcpPort())) {
            assertThrowsOrEnds(socket, RawMqtt.endlessConnect(100 * MIB));
        }
    }

    @Test
    public void topic_withCharactersThatArtemisUses_arrivesAsItWas() throws Exception {
        List<String> odd = List.of("a::b", "a\\b", "a*b", "a.b", "a:b");
        try (Subscriber subscriber = broker.client("odd.client::id")) {
            subscriber.subscribe("odd/+");
            for (String topic : odd) {
                subscriber.publish("odd/" + topic, "1", true);
            }
            subscriber.awaitTopics(odd.size());
            assertEquals(odd.stream().map(topic -> "odd/" + topic).sorted().toList(), subscriber.topics());
        }
    }

    @Test
    public void brokersOwnTopics_publishAndSubscribe_areRefused() throws Exception {
        try (Subscriber subscriber = broker.client("curious")) {
            assertEquals(
                    NOT_AUTHORIZED, subscriber.client().subscribe("$sys/#", 1).getReasonCodes()[0]);
            subscriber.subscribe("#");
            subscriber.publish("$sys/management", "1", false);
            subscriber.publish("marker", "1", false);
            subscriber.awaitTopics(1);
            assertEquals(List.of("marker"), subscriber.topics());
        }
    }

    @Test
    public void qos2_bothWays_arrivesOnce() throws Exception {
        try (Subscriber subscriber = broker.client("exact")) {
            subscriber.client().subscribe("iot/exact", 2);
            subscriber.client().publish("iot/exact", new byte[] {'1'}, 2, false);
            subscriber.client().publish("iot/exact", new byte[] {'2'}, 2, false);
            subscriber.awaitTopics(2);
            assertEquals(
                    List.of("1", "2"),
                    subscriber.received.stream()
                            .map(Subscriber.Received::payload)
                            .toList());
        }
    }

    @Test
    public void lastWill_withDelay_isPublished() throws Exception {
        MqttConnectionOptions options = Subscriber.options(FakeAccounts.NAME, FakeAccounts.PASSWORD);
        options.setWill("iot/will", new MqttMessage("gone".getBytes(), 1, true, new MqttProperties()));
        MqttProperties delay = new MqttProperties();
        delay.setWillDelayInterval(1L);
        options.setWillMessageProperties(delay);
        options.setSessionExpiryInterval(60L);
        try (Subscriber watcher = broker.client("watcher");
                Subscriber mortal = Subscriber.connect(broker.settings().tcpPort(), "mortal", options)) {
            watcher.subscribe("iot/will");
            mortal.client().disconnectForcibly(0, 0, false);
            watcher.awaitTopics(1);
            assertEquals("gone", watcher.received.get(0).payload());
        }
    }

    private static void signIn(Socket socket) throws IOException {
        socket.setSoTimeout((int) Subscriber.SOON.toMillis());
        socket.getOutputStream().write(RawMqtt.connect("plain", FakeAccounts.NAME, FakeAccounts.PASSWORD));
        assertArrayEquals(RawMqtt.ACCEPTED, socket.getInputStream().readNBytes(RawMqtt.ACCEPTED.length));
    }

    /** The broker may close while we still write, or after. */
    private static void assertThrowsOrEnds(Socket socket, byte[] packet) throws IOException {
        socket.setSoTimeout((int) Subscriber.SOON.toMillis());
        try {
            socket.getOutputStream().write(packet);
            assertEquals("end of the connection", -1, socket.getInputStream().read());
        } catch (SocketException reset) {
            assertTrue(reset.toString(), reset.getMessage().matches("(?i).*(reset|broken pipe|aborted).*"));
        }
    }

    private static void send(WebSocket socket, byte[] packet) throws Exception {
        socket.sendBinary(ByteBuffer.wrap(packet), true).get();
    }

    private static final class Frames implements WebSocket.Listener {
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();

        @Override
        public synchronized CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            while (data.hasRemaining()) {
                received.write(data.get());
            }
            socket.request(1);
            return null;
        }

        synchronized byte[] bytes() {
            return received.toByteArray();
        }

        void await(int count) {
            Await.until(() -> bytes().length >= count, Subscriber.SOON, "expected " + count + " bytes");
        }
    }
}

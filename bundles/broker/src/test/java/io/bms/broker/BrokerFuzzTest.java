// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.testkit.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.Rule;
import org.junit.Test;

/**
 * The whole broker under packets drawn at random, over TCP and over WebSocket, beside a client that is served
 * all the while. {@code -Dbms.fuzz.packets=10000000 -Dsurefire.timeout=7200} sends more of them.
 */
public class BrokerFuzzTest {
    private static final int PACKETS = Integer.getInteger("bms.fuzz.packets", 100_000);
    private static final int PACKETS_EACH = 100;
    private static final int KEPT = 20;
    private static final int LOOKED_AT_EVERY = 100;

    @Rule
    public final TestBroker broker = new TestBroker();

    @Test
    public void packets_drawnAtRandom_stopNobodyAndLeaveTheStoreSound() throws Exception {
        Random random = new Random(7);
        PacketGrammar grammar = new PacketGrammar(1_884);
        broker.persistentClient("keeper").subscribeAndLeave("good/queued");
        try (Subscriber good = broker.client("good")) {
            for (int i = 0; i < KEPT; i++) {
                good.publish("good/" + i, "kept", true);
            }
            good.publish("good/queued", "1", false);
            good.subscribe("good/live");
            int seen = 0;
            for (int sent = 0, round = 0; sent < PACKETS; sent += PACKETS_EACH, round++) {
                attack(grammar, random.nextBoolean() ? 5 : 4, random.nextInt(4) == 0);
                if (round % LOOKED_AT_EVERY == 0) {
                    good.publish("good/live", "1", false);
                    good.awaitTopics(++seen);
                }
            }
        }
        broker.restart();
        assertEquals("nothing had to be left out", 0, setAside());
        try (Subscriber reader = broker.client("reader");
                Subscriber keeper = broker.persistentClient("keeper")) {
            reader.subscribe("good/#");
            reader.awaitTopics(KEPT);
            assertEquals(KEPT, reader.topics().stream().distinct().count());
            Await.until(() -> keeper.topics().contains("good/queued"), Subscriber.SOON, "what was queued is there");
        }
    }

    private long setAside() {
        return broker.report().problems().stream()
                .filter(problem -> problem.code().equals("broker_store_set_aside"))
                .count();
    }

    /** One connection: a CONNECT that is right as a rule, and many packets, until the broker has had enough. */
    private void attack(PacketGrammar grammar, int version, boolean webSocket) throws IOException {
        int port = webSocket
                ? broker.settings().webSocketPort()
                : broker.settings().tcpPort();
        ByteArrayOutputStream packets = new ByteArrayOutputStream();
        packets.writeBytes(grammar.connect(version));
        for (int i = 1; i < PACKETS_EACH; i++) {
            packets.writeBytes(grammar.packet(version));
        }
        packets.writeBytes(new byte[] {(byte) 0xE0, 0});
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout((int) Subscriber.SOON.toMillis());
            if (webSocket) {
                upgrade(socket);
                socket.getOutputStream().write(frame(packets.toByteArray()));
            } else {
                socket.getOutputStream().write(packets.toByteArray());
            }
            socket.shutdownOutput();
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketException reset) {
            assertTrue(reset.toString(), reset.getMessage().matches("(?i).*(reset|broken pipe|closed).*"));
        }
    }

    private static void upgrade(Socket socket) throws IOException {
        socket.getOutputStream()
                .write(("GET /mqtt HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Protocol: mqtt\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        int end = 0;
        while (end != 0x0D0A0D0A) {
            int next = in.read();
            if (next < 0) {
                throw new SocketException("closed before the upgrade");
            }
            end = end << 8 | next;
        }
    }

    /** Binary frames of at most 4 kB, as a stranger's may be, masked with zeros. */
    private static byte[] frame(byte[] bytes) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int at = 0; at < bytes.length; at += 4_096) {
            int length = Math.min(4_096, bytes.length - at);
            frames.writeBytes(new byte[] {(byte) 0x82, (byte) 0xFE, (byte) (length >> 8), (byte) length, 0, 0, 0, 0});
            frames.write(bytes, at, length);
        }
        return frames.toByteArray();
    }
}

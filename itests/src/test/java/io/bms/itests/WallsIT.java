// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.RawMqtt;
import io.bms.itests.support.RawMqtt.Way;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** What a stranger can send to the web port of a gateway keeps nobody else from it. */
public class WallsIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    /** Strangers' passwords are checked by a quarter of a core. */
    private static final Duration LONG = Duration.ofSeconds(120);

    private static final String HOST = "Host: 127.0.0.1\r\n";
    private static final String SIGN_IN =
            "POST /api/session HTTP/1.1\r\n" + HOST + "Content-Type: application/json\r\n";
    private static final String RIGHT = "{\"user\":\"admin\",\"password\":\"" + Gateway.ADMIN_PASSWORD + "\"}";

    private static final String OLGAS = "four words of olga";
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static Gateway gateway;

    private final List<Socket> strangers = new ArrayList<>();

    @BeforeClass
    public static void start() {
        gateway = Gateway.started(FreePorts.udp(), Map.of());
    }

    @AfterClass
    public static void stop() {
        gateway.close();
    }

    @After
    public void leave() throws IOException {
        for (Socket stranger : strangers) {
            stranger.close();
        }
    }

    @Test
    public void slowSignIns_ofFourteenAddresses_keepNobodyOut() {
        for (int i = 0; i < 28; i++) {
            send(stranger(i), SIGN_IN + "Content-Length: 60\r\n\r\n{");
        }
        assertServed();
    }

    @Test
    public void nonReaders_ofTheLargestFile_keepNobodyOut() {
        String page = ask("127.0.0.1", "GET / HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n");
        String script = page.replaceAll("(?s).*src=\"[./]*(assets/[^\"]+[.]js)\".*", "/$1");
        for (int i = 0; i < 40; i++) {
            // Ten times over, which is more than the kernel keeps.
            send(stranger(i), ("GET " + script + " HTTP/1.1\r\n" + HOST + "\r\n").repeat(10));
        }
        assertServed();
    }

    @Test
    public void webSockets_withoutSignIn_keepNobodyOut() {
        for (int i = 0; i < 400; i++) {
            send(
                    stranger(i),
                    "GET /mqtt HTTP/1.1\r\n" + HOST + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Protocol: mqtt\r\n\r\n");
        }
        assertServed();
    }

    @Test
    public void wrongPasswords_ofOthers_lockNobodyOutAndAreCountedInTheLog() throws IOException {
        for (int address = 1; address < 3; address++) {
            String last = "";
            // The sixth is refused, or a later one where each takes so long that some of the first are forgotten.
            for (int i = 0; i < 30 && !last.startsWith("HTTP/1.1 429 "); i++) {
                last = ask("127.0.3." + address, signIn("{\"user\":\"admin\",\"password\":\"certainly wrong\"}"));
            }
            assertTrue(last, last.startsWith("HTTP/1.1 429 "));
            String forged = "{\"user\":\"x\\n2026-01-01T00:00:00Z ERROR forged \\u001b[2J\",\"password\":\"y\"}";
            ask("127.0.4." + address, signIn(forged));
        }
        assertNull(MqttProbe.tryConnect(gateway.mqttUri(), "nobody", "y"));
        assertServed();
        List<String> log = Files.readAllLines(gateway.data().resolve("log/bms.log"));
        assertFalse(String.join("\n", log), log.stream().anyMatch(line -> line.startsWith("2026-01-01")));
        assertTrue(log.stream().filter(line -> line.contains("failed")).count() < 10);
        assertFalse(String.join("\n", log).contains("\u001b"));
    }

    /** Nor is who is connected cut off. */
    @Test
    public void stranger_whoGuessesOnAndOn_locksNoAccountOut() throws Exception {
        gateway.addAccount("olga operator", OLGAS);
        String right = signIn("{\"user\":\"olga\",\"password\":\"" + OLGAS + "\"}");
        try (RawMqtt before = RawMqtt.open(gateway, Way.MQTT_5, "127.0.7.1")) {
            assertTrue("olga connects", signsIn(before, "olga.before"));
            try (Guessing guessing = new Guessing("olga")) {
                Await.until(guessing::isMoreThanALockTakes, LONG, "strangers guess");
                Await.until(() -> ask("127.0.7.2", right).startsWith("HTTP/1.1 200 "), LONG, "olga signs in");
                Await.until(WallsIT::connectsFromElsewhere, LONG, "olga connects from elsewhere");
                // With another account the broker asks anew who those are that are in.
                gateway.addAccount("paul viewer", OLGAS);
                assertEquals("and who was connected is", 1, before.subscribe(gateway.base() + "/bulk"));
                assertTrue("they go on all the time", guessing.isGoingOn());
            }
        }
    }

    private static boolean connectsFromElsewhere() {
        try (RawMqtt client = RawMqtt.open(gateway, Way.MQTT_3_1_1, "127.0.7.3")) {
            return signsIn(client, "olga.now");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean signsIn(RawMqtt client, String id) {
        try {
            return client.connect("olga", OLGAS, id, Optional.empty()) == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Strangers at two addresses who try passwords of an account, on the page and over MQTT, until it is closed. */
    private static final class Guessing implements AutoCloseable {
        private static final int ADDRESSES = 2;
        /** After so many wrong ones many a system locks the account. */
        private static final int LOCK = 5;

        private final AtomicInteger answered = new AtomicInteger();
        private final List<Thread> strangers = new ArrayList<>();
        private volatile boolean over;

        Guessing(String account) {
            for (int i = 1; i <= ADDRESSES; i++) {
                String from = "127.0.6." + i;
                Thread stranger = new Thread(() -> guess(account, from), "stranger-" + i);
                stranger.start();
                strangers.add(stranger);
            }
        }

        private void guess(String account, String from) {
            for (int i = 0; !over; i++) {
                String wrong = "{\"user\":\"" + account + "\",\"password\":\"a guess, number " + i + "\"}";
                try (RawMqtt client = RawMqtt.open(gateway, Way.MQTT_5, from)) {
                    if (ask(from, signIn(wrong)).startsWith("HTTP/1.1 4")) {
                        answered.incrementAndGet();
                    }
                    client.connect(account, "a guess, number " + i, "stranger", Optional.empty());
                } catch (IOException | UncheckedIOException notServed) {
                    // That is theirs to bear.
                }
                Await.pass(PAUSE);
            }
        }

        boolean isMoreThanALockTakes() {
            return answered.get() > LOCK;
        }

        boolean isGoingOn() {
            return strangers.stream().allMatch(Thread::isAlive);
        }

        @Override
        public void close() {
            over = true;
            try {
                for (Thread stranger : strangers) {
                    stranger.join();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    public void twoRequestsInOne_areAnsweredOnce() {
        String inner = "GET /api/health/live HTTP/1.1\r\n" + HOST + "\r\n";
        for (String smuggled : List.of(
                SIGN_IN + "Transfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n" + inner,
                SIGN_IN + "Transfer-Encoding: chunked\r\n\r\n1;a=\"\r\nX\r\n0\r\n\r\n" + inner,
                SIGN_IN + "Host: other\r\nContent-Length: 0\r\n\r\n" + inner,
                "GET /api/health/live HTTP/1.1\nHost: 127.0.0.1\n\n" + inner,
                "GET /mqtt HTTP/1.1\r\n" + HOST + "Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n" + inner)) {
            String answers = ask("127.0.0.1", smuggled);
            assertEquals(smuggled + "\n---\n" + answers, 1, answers.split("HTTP/1.1 ", -1).length - 1);
            assertTrue(answers, answers.startsWith("HTTP/1.1 4"));
            assertTrue(answers, answers.contains("X-Content-Type-Options: nosniff"));
        }
    }

    @Test
    public void names_ofSomebodyElse_areRefusedAndOwnOnesLetIn() {
        String get = "GET /api/health/live HTTP/1.1\r\nConnection: close\r\nHost: ";
        assertTrue(ask("127.0.0.1", get + "evil.test:3000\r\n\r\n").startsWith("HTTP/1.1 403 "));
        for (String own : List.of("localhost", "192.0.2.7:3000", "[::1]:3000", "gateway")) {
            assertTrue(own, ask("127.0.0.1", get + own + "\r\n\r\n").startsWith("HTTP/1.1 200 "));
        }
    }

    private static String signIn(String body) {
        return SIGN_IN + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** The page, health, signing in and MQTT, of somebody who does nothing odd. */
    private static void assertServed() {
        String get = " HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n";
        assertTrue(ask("127.0.0.1", "GET /" + get).startsWith("HTTP/1.1 200 "));
        assertTrue(ask("127.0.0.1", "GET /api/health" + get).startsWith("HTTP/1.1 200 "));
        String[] session = {""};
        Await.until(
                () -> {
                    session[0] = ask("127.0.0.1", signIn(RIGHT));
                    return session[0].startsWith("HTTP/1.1 200 ");
                },
                SOON,
                "a sign-in");
        JsonNode mqtt = MqttProbe.json(session[0].substring(session[0].indexOf("\r\n\r\n") + 4))
                .path("mqtt");
        String uri = "ws://127.0.0.1:" + gateway.env("BMS_HTTP_PORT") + "/mqtt";
        try (MqttProbe probe = MqttProbe.tryConnect(
                uri, mqtt.path("user").asText(), mqtt.path("password").asText())) {
            assertNotNull("MQTT over WebSocket", probe);
        }
    }

    private static String ask(String from, String request) {
        try (Socket socket = connect(from)) {
            send(socket, request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Socket stranger(int address) {
        try {
            Socket socket = connect("127.0.2." + (1 + address % 14));
            strangers.add(socket);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void send(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(8 * 1024);
        socket.setSoTimeout((int) SOON.toMillis());
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", Integer.parseInt(gateway.env("BMS_HTTP_PORT"))));
        return socket;
    }
}

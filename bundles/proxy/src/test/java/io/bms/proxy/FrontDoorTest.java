// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.testkit.Await;
import io.bms.testkit.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public final class FrontDoorTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String HOST = "Host: 127.0.0.1\r\n";
    private static final String WHO = "GET /who HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n";
    private static final String POST = "POST /read HTTP/1.1\r\n" + HOST;

    private final List<Raw> open = new ArrayList<>();
    private FakeBroker broker;
    private ProxyServer proxy;

    @Before
    public void start() throws Exception {
        broker = FakeBroker.echoing();
        proxy = new ProxyServer(ProxyServer.embedded(broker.port()), 10, new ManualClock());
    }

    @After
    public void stop() throws IOException {
        for (Raw raw : open) {
            raw.close();
        }
        proxy.close();
        broker.close();
    }

    @Test
    public void slowBodies_ofManyAddresses_keepNoThread() throws Exception {
        for (int i = 0; i < 40; i++) {
            from(i).send(POST + "Content-Length: 100\r\n\r\n{");
        }
        assertServed();
        open.forEach(raw -> unchecked(() -> raw.send("x")));
        assertServed();
    }

    @Test
    public void slowHeaders_keepNoThread() throws Exception {
        for (int i = 0; i < 40; i++) {
            from(i).send("GET /who HTTP/1.1\r\nHo");
        }
        assertServed();
    }

    @Test
    public void nonReaders_ofALargeFile_keepNoThread() throws Exception {
        for (int i = 0; i < 40; i++) {
            Raw raw = from(i).send("GET /large HTTP/1.1\r\n" + HOST + "\r\n");
            assertTrue(raw.some(20).startsWith("HTTP/1.1 200"));
        }
        assertServed();
    }

    @Test
    public void largeFile_takenAtLast_isWhole() throws Exception {
        String answer = from(1).send("GET /large HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n")
                .all();
        assertEquals(ProxyServer.LARGE_BYTES, answer.length() - (answer.indexOf("\r\n\r\n") + 4));
    }

    @Test
    public void body_inPiecesOfAnySize_isReadWholeAndTheNextRequestToo() throws Exception {
        Random random = new Random(7);
        for (int length : new int[] {1, 100, 8_192, 8_193, 100_000, 2_000_000}) {
            Raw raw = from(1);
            String request = POST + "Content-Length: " + length + "\r\n\r\n" + "x".repeat(length) + WHO;
            for (int at = 0; at < request.length(); ) {
                int end = Math.min(request.length(), at + 1 + random.nextInt(length > 10_000 ? 60_000 : 200));
                raw.send(request.substring(at, end));
                at = end;
            }
            String answers = raw.all();
            assertTrue(answers, answers.contains("\r\n\r\n" + length + "HTTP/1.1 200"));
            assertTrue(answers, answers.endsWith("\r\n\r\n127.0.1.2"));
        }
    }

    @Test
    public void expectation_isAnsweredBeforeTheBody() throws Exception {
        Raw raw = from(1).send(POST + "Expect: 100-continue\r\nContent-Length: 3\r\nConnection: close\r\n\r\n");
        assertEquals("HTTP/1.1 100 Continue\r\n\r\n", raw.some(25));
        assertTrue(raw.send("abc").all().endsWith("\r\n\r\n3"));
    }

    @Test
    public void body_tooLarge_isRefusedBeforeItIsRead() throws Exception {
        String answer = from(1).send(POST + "Content-Length: 3000000\r\n\r\n").all();
        assertRefused("413", answer);
    }

    @Test
    public void largeBodies_ofOneAddress_areBounded() throws Exception {
        String begun = POST + "Content-Length: 100000\r\n\r\n";
        for (int i = 0; i < LargeBodies.EACH + 3; i++) {
            from(1).send(begun);
        }
        Await.until(() -> open.stream().filter(Raw::isAnswered).count() == 3, SOON, "not the share was taken");
        assertEquals("HTTP/1.1 200", from(2).send(begun + "x".repeat(100_000)).some(12));
        for (Raw raw : open) {
            raw.close();
        }
        Await.until(
                () -> unchecked(() -> from(1).send(begun + "x".repeat(100_000)).some(12))
                        .equals("HTTP/1.1 200"),
                SOON,
                "the place was not free again");
    }

    @Test
    public void connections_beyondTheShareOfAnAddress_costItsOwnOldest() throws Exception {
        Raw other = new Raw(proxy, "127.0.0.9");
        open.add(other);
        Raw first = from(1);
        // Jetty has taken it in before the next
        assertTrue(first.send("HEAD /who HTTP/1.1\r\n" + HOST + "\r\n").head().startsWith("HTTP/1.1 200"));
        for (int i = 1; i < FrontDoor.CONNECTIONS_OF_ONE_ADDRESS + 1; i++) {
            from(1);
        }
        Await.until(() -> unchecked(first::isClosed), SOON, "the oldest was kept");
        assertFalse(other.isClosed());
        assertTrue(other.send(WHO).all().contains("200 OK"));
    }

    /** What a proxy might read as one request, or as two, and this port as the other. */
    @Test
    public void twoRequestsInOne_areAnsweredOnceAndTheConnectionCloses() throws Exception {
        String inner = "GET /who HTTP/1.1\r\n" + HOST + "\r\n";
        String chunked = "0\r\n\r\n" + inner;
        for (String smuggled : List.of(
                POST + "Transfer-Encoding:\tchunked\r\n\r\n" + chunked,
                POST + "Transfer-Encoding: chunked\r\n\r\n" + chunked,
                POST + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + chunked,
                POST + "Transfer-Encoding: identity\r\n\r\n" + inner,
                POST + "Transfer-Encoding: gzip, chunked\r\n\r\n" + chunked,
                POST + "Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n" + inner,
                POST + "Transfer-Encoding: chunked\r\n\r\n1;a=\"\r\nX\r\n0\r\n\r\n" + inner + "\"\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\n\r\n0;a\n\r\n" + inner,
                POST.replace("1.1", "1.0") + "Transfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n" + chunked,
                POST + "Host: other\r\nContent-Length: 0\r\n\r\n" + inner,
                POST + "host: 127.0.0.1\r\nContent-Length: 0\r\n\r\n" + inner,
                "POST /read HTTP/1.1\nHost: 127.0.0.1\nContent-Length: 0\n\n" + inner,
                POST + "X: y\nContent-Length: 0\r\n\r\n" + inner,
                POST + "Content-Length: 0\n\r\n" + inner,
                POST + "Content-Length: 0\r\n\n" + inner,
                POST + "Content-Length: 0\r\nContent-Length: 5\r\n\r\n" + inner,
                POST + "Content-Length: +0\r\n\r\n" + inner,
                POST + "Content-Length : 0\r\n\r\n" + inner,
                "POST http://other/read HTTP/1.1\r\n" + HOST + "Content-Length: 0\r\n\r\n" + inner,
                "OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n" + inner,
                "GET /mqtt HTTP/1.1\r\n" + HOST + "Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n" + inner,
                "GET /who HTTP/1.1\r\n" + HOST + "Upgrade: h2c\r\nConnection: Upgrade\r\n\r\n" + inner)) {
            String answers = from(1).send(smuggled).all();
            assertEquals(smuggled + "\n---\n" + answers, 1, answers.split("HTTP/1.1 ", -1).length - 1);
        }
    }

    @Test
    public void chunked_isRefusedWithLengthRequired() throws Exception {
        assertRefused(
                "411", from(1).send(POST + "Transfer-Encoding: chunked\r\n\r\n").all());
    }

    @Test
    public void refusals_ofJettyItself_haveTheHeadersOfAllOthers() throws Exception {
        for (String request : List.of(
                "GET /who HTTP/1.1\r\n\r\n",
                "GET /who HTTP/9.9\r\n" + HOST + "\r\n",
                "GET\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n",
                "GET /who HTTP/1.1\r\n" + HOST + "A: " + "x".repeat(20_000) + "\r\n\r\n",
                "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\n" + HOST + "\r\n",
                "GET /mqtt HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n",
                "GET /nothing HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n")) {
            String answer = from(1).send(request).all();
            assertTrue(answer, answer.matches("(?s)HTTP/1.1 [45]\\d\\d .*"));
            assertTrue(answer, answer.contains("\r\nContent-Type: application/problem+json"));
            assertTrue(answer, answer.contains("\r\nX-Content-Type-Options: nosniff\r\n"));
            assertFalse(answer, answer.toLowerCase().contains("<html"));
            assertFalse(answer, answer.contains("\r\nServer:"));
        }
    }

    @Test
    public void webSocket_ofAnotherSubprotocol_isNotOpened() throws Exception {
        String open = "GET /mqtt HTTP/1.1\r\n" + HOST + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n";
        String answer =
                from(1).send(open + "Sec-WebSocket-Protocol: wamp\r\n\r\n").all();
        assertTrue(answer, answer.startsWith("HTTP/1.1 400 "));
        assertTrue(answer, answer.contains("subprotocol 'mqtt'"));
        assertTrue(from(1).send(open + "\r\n").all().startsWith("HTTP/1.1 400 "));
    }

    private static void assertRefused(String status, String answer) {
        assertTrue(answer, answer.startsWith("HTTP/1.1 " + status + " "));
        assertTrue(answer, answer.contains("\r\nConnection: close\r\n"));
        assertTrue(answer, answer.contains("\"status\":" + status));
    }

    private void assertServed() throws IOException {
        try (Raw good = new Raw(proxy, "127.0.0.77")) {
            String answer = good.send(WHO).all();
            assertTrue(answer, answer.startsWith("HTTP/1.1 200 OK"));
        }
    }

    private Raw from(int address) throws IOException {
        Raw raw = new Raw(proxy, "127.0.1." + (1 + address % 14));
        open.add(raw);
        return raw;
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    private static <T> T unchecked(Step<T> step) {
        try {
            return step.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

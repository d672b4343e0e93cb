// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.testkit.ManualClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.Test;

public final class GatekeeperTest {
    private static final String UPGRADE = "GET /mqtt HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n";
    private static final String WHO = "GET /who HTTP/1.1\r\nHost: box.lan\r\nConnection: close\r\n";

    @Test
    public void origin_behindAProgramThatEndsTls_isComparedWithoutItsDefaultPort() throws Exception {
        try (ProxyServer proxy = proxy(true)) {
            String page = UPGRADE + "Origin: https://bms.example\r\n";
            assertEquals("101", status(proxy, page + "Host: bms.example\r\n"));
            assertEquals(
                    "101",
                    status(
                            proxy,
                            page + "Host: 127.0.0.1:3000\r\nX-Forwarded-Proto: https\r\n"
                                    + "X-Forwarded-Host: bms.example\r\nX-Forwarded-Port: 443\r\n"));
            assertEquals(
                    "403",
                    status(
                            proxy,
                            page + "Host: 127.0.0.1:3000\r\nX-Forwarded-Proto: https\r\n"
                                    + "X-Forwarded-Host: bms.example\r\nX-Forwarded-Port: 8443\r\n"));
            assertEquals("403", status(proxy, page + "Host: bms.example:80\r\n"));
        }
    }

    @Test
    public void address_behindAProgramThatEndsTls_isWhatThatAddedLast() throws Exception {
        try (ProxyServer proxy = proxy(true)) {
            assertEquals("192.0.2.7", body(proxy, WHO + "X-Forwarded-For: 10.0.0.1, 192.0.2.7\r\n"));
            assertEquals("192.0.2.7", body(proxy, WHO + "X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-For: 192.0.2.7\r\n"));
            assertEquals("127.0.0.1", body(proxy, WHO));
        }
    }

    @Test
    public void path_forWhichJettyKeptThatThereIsNobody_isAnsweredByItsServlet() throws Exception {
        try (ProxyServer proxy = proxy(false)) {
            assertEquals("127.0.0.1", body(proxy, WHO.replace("/who", "/late")));
            assertEquals("503", status(proxy, WHO.replace("/who", "/nobodys")));
        }
    }

    @Test
    public void starting_isSaidInABrowsersWindowAsAPageThatOpensByItself() throws Exception {
        try (ProxyServer proxy = proxy(false)) {
            String toProgram = exchange(proxy, WHO.replace("/who", "/nobodys"), Integer.MAX_VALUE);
            assertTrue(toProgram, toProgram.contains("\r\nContent-Type: application/problem+json\r\n"));
            assertFalse(toProgram, toProgram.contains("\r\nRefresh: "));
            String toBrowser = exchange(
                    proxy,
                    WHO.replace("/who", "/nobodys") + "Accept: text/html,application/xhtml+xml;q=0.9\r\n",
                    Integer.MAX_VALUE);
            assertTrue(toBrowser, toBrowser.startsWith("HTTP/1.1 503 "));
            assertTrue(toBrowser, toBrowser.contains("\r\nRefresh: 1\r\n"));
            assertTrue(toBrowser, toBrowser.contains("<p>The gateway is starting."));
        }
    }

    @Test
    public void headers_haveABrowserTrustThisOriginOnly() throws Exception {
        try (ProxyServer proxy = proxy(false)) {
            String answer = exchange(proxy, WHO, Integer.MAX_VALUE);
            for (String header : List.of(
                    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
                            + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                    "X-Content-Type-Options: nosniff",
                    "X-Frame-Options: DENY",
                    "Referrer-Policy: no-referrer",
                    "Cross-Origin-Opener-Policy: same-origin",
                    "Cross-Origin-Resource-Policy: same-origin")) {
                assertTrue(header + " in " + answer, answer.contains("\r\n" + header + "\r\n"));
            }
        }
    }

    @Test
    public void warning_isPassedOnWithTheRequest() throws Exception {
        try (ProxyServer proxy = proxy(false)) {
            String answer = exchange(proxy, WHO, Integer.MAX_VALUE);
            assertTrue(answer, answer.contains("\r\nWarned: Beware.\r\n"));
        }
    }

    @Test
    public void address_withNothingBefore_isWhoConnects() throws Exception {
        try (ProxyServer proxy = proxy(false)) {
            assertEquals("127.0.0.1", body(proxy, WHO + "X-Forwarded-For: 192.0.2.7\r\n"));
        }
    }

    @Test
    public void names_nobodyOutsideCanHave_areLetIn() throws Exception {
        try (ProxyServer proxy = proxy(false)) {
            for (String host : List.of(
                    "127.0.0.1:3000",
                    "192.168.1.20:3000",
                    "203.0.113.9",
                    "[::1]:3000",
                    "[fe80::1]:3000",
                    "[2001:db8::7]",
                    "localhost:3000",
                    "a.localhost:3000",
                    "gateway:3000",
                    "box.lan:3000",
                    "BOX.lan.",
                    "Listed.Example:8080")) {
                String scheme = "http://" + host;
                assertEquals(host, "200", status(proxy, who(host, scheme)));
                assertEquals(host, "101", status(proxy, UPGRADE + "Host: " + host + "\r\nOrigin: " + scheme + "\r\n"));
            }
        }
    }

    @Test
    public void names_thatSomebodyElseCanHave_areRefusedInWords() throws Exception {
        try (ProxyServer proxy = proxy(false)) {
            for (String host : List.of(
                    "evil.test:3000",
                    "evil.test",
                    "box.lan.evil.test",
                    "evilbox.lan",
                    "listed.example.evil.test",
                    "127.0.0.1.evil.test",
                    "localhost.evil.test:3000",
                    "1.2.3.4.5")) {
                String answer = exchange(proxy, who(host, "http://" + host), Integer.MAX_VALUE);
                assertTrue(answer, answer.startsWith("HTTP/1.1 403 "));
                assertTrue(answer, answer.contains("application/problem+json"));
                assertTrue(answer, answer.contains("does not know the name " + host));
                assertTrue(answer, answer.contains("BMS_HTTP_NAMES"));
                assertEquals(
                        host, "403", status(proxy, UPGRADE + "Host: " + host + "\r\nOrigin: http://" + host + "\r\n"));
            }
        }
    }

    @Test
    public void refusal_inABrowsersWindow_isAPageInWhichNothingOfTheNameActs() throws Exception {
        try (ProxyServer proxy = proxy(false)) {
            String answer = exchange(
                    proxy,
                    "GET / HTTP/1.1\r\nConnection: close\r\nHost: evil.test\r\nAccept: text/html,*/*;q=0.8\r\n",
                    Integer.MAX_VALUE);
            assertTrue(answer, answer.startsWith("HTTP/1.1 403 "));
            assertTrue(answer, answer.contains("\r\nContent-Type: text/html;charset=utf-8\r\n"));
            assertTrue(answer, answer.contains("<h1>Not let in</h1><p>This gateway does not know the name evil.test."));
            assertTrue(answer, answer.contains("\r\nContent-Security-Policy: default-src 'none'"));
            String marked = exchange(
                    proxy,
                    "GET / HTTP/1.1\r\nConnection: close\r\nHost: 127.0.0.1\r\nOrigin: http://<b>x\r\nAccept: text/html\r\n",
                    Integer.MAX_VALUE);
            assertTrue(marked, marked.startsWith("HTTP/1.1 403 "));
            assertTrue(marked, marked.contains("A page of http://&lt;b&gt;x does not get in"));
        }
    }

    @Test
    public void pages_ofOtherOrigins_areRefusedInWordsWhateverTheyAskFor() throws Exception {
        try (ProxyServer proxy = proxy(false)) {
            for (String origin : List.of(
                    "http://evil.test",
                    "http://127.0.0.1:3001",
                    "null",
                    "file://",
                    "x",
                    "http://listed.example.evil.test")) {
                String answer = exchange(proxy, who("127.0.0.1:3000", origin), Integer.MAX_VALUE);
                assertTrue(answer, answer.startsWith("HTTP/1.1 403 "));
                assertTrue(answer, answer.contains("have it pass on the header Host"));
            }
        }
    }

    @Test
    public void page_whoseNameAProgramBeforeHides_isLetInOnceItIsListed() throws Exception {
        try (ProxyServer proxy = proxy(false)) {
            assertEquals("200", status(proxy, who("127.0.0.1:3000", "https://listed.example")));
            assertEquals(
                    "101", status(proxy, UPGRADE + "Host: 127.0.0.1:3000\r\nOrigin: https://listed.example:8443\r\n"));
        }
    }

    private static String who(String host, String origin) {
        return "GET /who HTTP/1.1\r\nConnection: close\r\nHost: " + host + "\r\nOrigin: " + origin + "\r\n";
    }

    private static ProxyServer proxy(boolean tlsEndsBefore) throws Exception {
        try (FakeBroker broker = FakeBroker.echoing()) {
            return new ProxyServer(ProxyServer.embedded(broker.port()), 10, new ManualClock(), tlsEndsBefore);
        }
    }

    private static String status(ProxyServer proxy, String request) throws IOException {
        String answer = exchange(proxy, request, "HTTP/1.1 nnn".length());
        assertTrue(answer, answer.startsWith("HTTP/1.1 "));
        return answer.substring("HTTP/1.1 ".length());
    }

    private static String body(ProxyServer proxy, String request) throws IOException {
        String answer = exchange(proxy, request, Integer.MAX_VALUE);
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    /** By hand, since Java's client sets no Host. */
    private static String exchange(ProxyServer proxy, String request, int most) throws IOException {
        int colon = proxy.authority().indexOf(':');
        try (Socket socket = new Socket(
                proxy.authority().substring(0, colon),
                Integer.parseInt(proxy.authority().substring(colon + 1)))) {
            socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(most), StandardCharsets.US_ASCII);
        }
    }
}

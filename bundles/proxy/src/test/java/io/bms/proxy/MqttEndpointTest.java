// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.testkit.Await;
import io.bms.testkit.ManualClock;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.After;
import org.junit.Test;

public final class MqttEndpointTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final byte[] CONNECT = {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 60, 0, 0, 0};

    private final HttpClient client = HttpClient.newHttpClient();
    private final ManualClock clock = new ManualClock();
    private final List<Closeable> open = new ArrayList<>();

    @After
    public void close() throws IOException {
        for (Closeable each : open) {
            each.close();
        }
    }

    @Test
    public void message_largeAfterSignIn_comesBackWhole() throws Exception {
        ProxyServer proxy = server(keep(FakeBroker.echoing()), 10);
        Browser browser = Browser.eager();
        WebSocket socket = signIn(proxy, browser);
        byte[] large = new byte[3_000_000];
        new Random(1).nextBytes(large);
        socket.sendBinary(ByteBuffer.wrap(large), true).join();
        Await.until(
                () -> browser.received().length == FakeBroker.CONNACK.length + large.length, SOON, "not all came back");
        byte[] received = browser.received();
        assertArrayEquals(large, Arrays.copyOfRange(received, FakeBroker.CONNACK.length, received.length));
    }

    @Test
    public void message_largeBeforeSignIn_isClosed() throws Exception {
        ProxyServer proxy = server(keep(FakeBroker.echoing()), 10);
        String closed = closedAfterALargeMessage(proxy);
        // The server does not read the rest of it, and may break the connection before its reason is read here.
        for (int i = 0; i < 20 && closed.startsWith("error java.io.IOException"); i++) {
            closed = closedAfterALargeMessage(proxy);
        }
        assertTrue(closed, closed.startsWith("1009 "));
    }

    private String closedAfterALargeMessage(ProxyServer proxy) throws Exception {
        Browser browser = Browser.eager();
        WebSocket socket = proxy.connect(client, browser).join();
        socket.sendBinary(ByteBuffer.allocate(MqttEndpoint.STRANGERS_MESSAGE_BYTES + 1), true);
        return Await.result(browser.closed, SOON);
    }

    @Test
    public void message_emptyToAnExternalBroker_stopsNobody() throws Exception {
        FakeBroker broker = keep(FakeBroker.echoing());
        ProxyServer proxy =
                keep(new ProxyServer(new BrokerDirectory(Configs.broker("127.0.0.1", broker.port())), 10, clock));
        Browser odd = Browser.eager();
        WebSocket socket = proxy.connect(client, odd).join();
        socket.sendBinary(ByteBuffer.allocate(0), true).join();
        socket.sendBinary(ByteBuffer.wrap(CONNECT), true).join();
        Await.until(() -> odd.received().length == FakeBroker.CONNACK.length, SOON, "an empty message is nothing");
        signIn(proxy, Browser.eager());
    }

    @Test
    public void signIn_manyRefusedByAnExternalBroker_keepTheirAddressFromGuessingOn() throws Exception {
        FakeBroker broker = keep(FakeBroker.refusing());
        ProxyServer proxy =
                keep(new ProxyServer(new BrokerDirectory(Configs.broker("127.0.0.1", broker.port())), 50, clock, true));
        for (int i = 0; i < FailedSignIns.BURST; i++) {
            assertEquals(0x86, reasonFor(proxy, "10.0.0." + i + ", 192.0.2.7"));
        }
        assertEquals(0x9f, reasonFor(proxy, "10.0.0.99, 192.0.2.7"));
        assertEquals("somebody else", 0x86, reasonFor(proxy, "10.0.0.1, 192.0.2.8"));
    }

    /** With which a sign-in from there is refused. */
    private int reasonFor(ProxyServer proxy, String forwardedFor) {
        Browser browser = Browser.eager();
        from(proxy, browser, forwardedFor)
                .sendBinary(ByteBuffer.wrap(CONNECT), true)
                .join();
        Await.until(() -> browser.received().length == FakeBroker.CONNACK.length, SOON, "no CONNACK");
        return browser.received()[3] & 0xff;
    }

    @Test
    public void signIn_toTheEmbeddedBroker_isIntroducedWithItsAddress() throws Exception {
        FakeBroker broker = keep(FakeBroker.echoing());
        Map<SocketAddress, String> introduced = new ConcurrentHashMap<>();
        ProxyServer proxy =
                keep(new ProxyServer(ProxyServer.embedded(broker.port(), introduced::put), 10, clock, true));
        Browser browser = Browser.eager();
        from(proxy, browser, "10.0.0.1, 192.0.2.7")
                .sendBinary(ByteBuffer.wrap(CONNECT), true)
                .join();
        Await.until(() -> browser.received().length == FakeBroker.CONNACK.length, SOON, "no CONNACK");
        assertEquals(Map.of(broker.clients.element(), "192.0.2.7"), introduced);
    }

    @Test
    public void open_withoutSubprotocol_isRefused() throws Exception {
        ProxyServer proxy = server(keep(FakeBroker.echoing()), 10);
        CompletionException e = assertThrows(CompletionException.class, () -> client.newWebSocketBuilder()
                .buildAsync(URI.create("ws://" + proxy.authority() + "/mqtt"), Browser.eager())
                .join());
        assertEquals(
                400, ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode());
    }

    @Test
    public void open_foreignOrigin_isRefused() throws Exception {
        ProxyServer proxy = server(keep(FakeBroker.echoing()), 10);
        for (String origin : List.of("http://elsewhere.example", "http://127.0.0.1:1", "null")) {
            CompletionException e = assertThrows(origin, CompletionException.class, () -> from(proxy, origin));
            assertEquals(
                    403,
                    ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode());
        }
        assertEquals("mqtt", from(proxy, "http://" + proxy.authority()).getSubprotocol());
    }

    @Test
    public void open_noBroker_isClosedWithTheReason() throws Exception {
        ProxyServer proxy = keep(new ProxyServer(new BrokerDirectory(Configs.broker("", 1883)), 10, clock));
        Browser browser = Browser.eager();
        proxy.connect(client, browser).join();
        assertEquals("1013 the MQTT broker is not running", Await.result(browser.closed, SOON));
    }

    @Test
    public void close_thatIsNotAnswered_endsTheConnectionAllTheSame() throws Exception {
        ProxyServer proxy = keep(new ProxyServer(new BrokerDirectory(Configs.broker("", 1883)), 10, clock));
        try (Raw silent = new Raw(proxy)) {
            silent.send("GET /mqtt HTTP/1.1\r\nHost: " + proxy.authority()
                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                    + "\r\nSec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            String all = silent.all();
            assertTrue(all, all.endsWith("the MQTT broker is not running"));
        }
    }

    @Test
    public void open_brokerDoesNotAnswer_isClosedWithTheReason() throws Exception {
        FakeBroker gone = FakeBroker.echoing();
        gone.close();
        Browser browser = Browser.eager();
        WebSocket socket = server(gone, 10).connect(client, browser).join();
        socket.sendBinary(ByteBuffer.wrap(CONNECT), true).join();
        assertEquals("1013 the MQTT broker does not answer", Await.result(browser.closed, SOON));
    }

    @Test
    public void open_beyondTheLimit_isClosed() throws Exception {
        ProxyServer proxy = server(keep(FakeBroker.echoing()), 1);
        signIn(proxy, Browser.eager());
        Browser second = Browser.eager();
        proxy.connect(client, second).join();
        assertEquals("1013 there are too many MQTT connections at present", Await.result(second.closed, SOON));
    }

    @Test
    public void open_beyondTheShareOfAnAddress_isClosedAndOthersGetIn() throws Exception {
        FakeBroker broker = keep(FakeBroker.echoing());
        ProxyServer proxy = keep(new ProxyServer(ProxyServer.embedded(broker.port()), 8, clock, true));
        List<Browser> opened = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            opened.add(Browser.eager());
        }
        List<WebSocket> sockets =
                opened.stream().map(each -> from(proxy, each, "192.0.2.7")).toList();
        for (int i = 0; i < 2; i++) {
            signIn(sockets.get(i), opened.get(i));
        }
        sockets.get(2).sendBinary(ByteBuffer.wrap(CONNECT), true).join();
        String full = "1013 there are too many MQTT connections from your address";
        assertEquals("opened before the others signed in", full, Await.result(opened.get(2).closed, SOON));
        Browser late = Browser.eager();
        from(proxy, late, "192.0.2.7");
        assertEquals(full, Await.result(late.closed, SOON));
        Browser neighbour = Browser.eager();
        signIn(from(proxy, neighbour, "192.0.2.8"), neighbour);
        sockets.get(0).sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        Await.result(opened.get(0).closed, SOON);
        Browser next = Browser.eager();
        signIn(from(proxy, next, "192.0.2.7"), next);
    }

    private WebSocket from(ProxyServer proxy, Browser browser, String forwardedFor) {
        return client.newWebSocketBuilder()
                .subprotocols("mqtt")
                .header("X-Forwarded-For", forwardedFor)
                .buildAsync(URI.create("ws://" + proxy.authority() + "/mqtt"), browser)
                .join();
    }

    private void signIn(WebSocket socket, Browser browser) {
        socket.sendBinary(ByteBuffer.wrap(CONNECT), true).join();
        Await.until(() -> browser.received().length >= FakeBroker.CONNACK.length, SOON, "no CONNACK");
    }

    @Test
    public void open_manyWithoutSignIn_keepNobodyOutWhoSignsIn() throws Exception {
        ProxyServer proxy = server(keep(FakeBroker.echoing()), 10);
        Browser first = Browser.eager();
        proxy.connect(client, first).join();
        for (int i = 0; i < MqttEndpoint.STRANGERS_OF_ONE_ADDRESS + 10; i++) {
            proxy.connect(client, Browser.eager()).join();
        }
        assertEquals("1013 others came who sign in", Await.result(first.closed, SOON));
        signIn(proxy, Browser.eager());
    }

    @Test
    public void connect_neverWhole_endsAtItsBound() throws Exception {
        FakeBroker broker = keep(FakeBroker.echoing());
        ProxyServer proxy = server(broker, 10);
        Browser browser = Browser.eager();
        WebSocket socket = proxy.connect(client, browser).join();
        byte[] start = {0x10, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 60};
        socket.sendBinary(ByteBuffer.wrap(start), true).join();
        String closed = Await.result(browser.closed, SOON);
        assertEquals("1008 a CONNECT of 268435455 bytes; send at most 8192", closed);
        assertEquals("nothing goes to the broker", 0, broker.accepted.get());
    }

    @Test
    public void connect_ofSomebodyUnknown_neverReachesTheBroker() throws Exception {
        FakeBroker broker = keep(FakeBroker.echoing());
        ProxyServer proxy = server(broker, 10);
        for (String user : List.of("wrong", "later")) {
            Browser browser = Browser.eager();
            WebSocket socket = proxy.connect(client, browser).join();
            socket.sendBinary(ByteBuffer.wrap(connect(user)), true).join();
            String closed = Await.result(browser.closed, SOON);
            assertTrue(closed, closed.startsWith("1008 "));
            assertEquals(user.equals("wrong") ? (byte) 0x86 : (byte) 0x9f, browser.received()[3]);
        }
        assertEquals(0, broker.accepted.get());
        Browser browser = Browser.eager();
        WebSocket socket = proxy.connect(client, browser).join();
        socket.sendBinary(ByteBuffer.wrap(connect("right")), true).join();
        Await.until(() -> browser.received().length >= FakeBroker.CONNACK.length, SOON, "no CONNACK");
    }

    private static byte[] connect(String user) {
        byte[] name = user.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(17 + name.length)
                .put((byte) 0x10)
                .put((byte) (15 + name.length))
                .put(new byte[] {0, 4, 'M', 'Q', 'T', 'T', 5, (byte) 0x82, 0, 60, 0, 0, 0})
                .putShort((short) name.length)
                .put(name)
                .array();
    }

    @Test
    public void open_noSignIn_isClosedInTime() throws Exception {
        ProxyServer proxy = server(keep(FakeBroker.echoing()), 10);
        Browser browser = Browser.eager();
        proxy.connect(client, browser).join();
        // The server may see the connection a moment later than the client, and count from then.
        Await.until(
                () -> {
                    clock.advance(Duration.ofSeconds(11));
                    return browser.closed.isDone();
                },
                SOON,
                "it is closed");
        assertEquals("1008 no MQTT sign-in within 10 seconds", Await.result(browser.closed, SOON));
    }

    @Test
    public void message_noneForTooLong_isClosedHoweverItSignedIn() throws Exception {
        FakeBroker broker = keep(FakeBroker.echoing());
        ProxyServer proxy = keep(new ProxyServer(
                new MqttEndpoint(
                        ProxyServer.embedded(broker.port()), new Everybody(), true, 10, Duration.ofMillis(500), clock),
                false));
        Browser browser = Browser.eager();
        signIn(proxy, browser);
        String closed = Await.result(browser.closed, SOON);
        assertTrue(closed, closed.startsWith("1001 "));
        assertTrue(closed, closed.contains("Idle timeout"));
    }

    @Test
    public void broker_closes_browserIsTold() throws Exception {
        FakeBroker broker = keep(FakeBroker.echoing());
        Browser browser = Browser.eager();
        signIn(server(broker, 10), browser);
        broker.close();
        String closed = Await.result(browser.closed, SOON);
        assertTrue(closed, closed.startsWith("1001 "));
    }

    @Test
    public void broker_floodsASlowBrowser_isReadNoFurther() throws Exception {
        FakeBroker broker = keep(FakeBroker.flooding());
        Browser browser = new Browser(1);
        WebSocket socket = server(broker, 10).connect(client, browser).join();
        socket.sendBinary(ByteBuffer.wrap(CONNECT), true).join();
        long stuck = stuckAt(broker);
        assertTrue("the kernel's buffers at both ends, and no more: " + stuck, stuck < 24_000_000);
        socket.request(Long.MAX_VALUE);
        Await.until(() -> broker.sent.get() > 4 * stuck, SOON, "it does not go on once the browser reads");
        clock.advance(Duration.ofSeconds(1));
        socket.abort();
    }

    @Test
    public void broker_floodsABrowserThatStopsReading_isCutOffInTime() throws Exception {
        FakeBroker broker = keep(FakeBroker.flooding());
        Browser browser = new Browser(1);
        WebSocket socket = server(broker, 10).connect(client, browser).join();
        socket.sendBinary(ByteBuffer.wrap(CONNECT), true).join();
        long stuck = stuckAt(broker);
        clock.advance(Duration.ofSeconds(61));
        Await.until(() -> broker.isAbandoned(), SOON, "the broker's connection is still open at " + stuck);
        socket.abort();
    }

    @Test
    public void open_twoHundred_takeNoThreadsOfTheirOwn() throws Exception {
        ProxyServer proxy = server(keep(FakeBroker.echoing()), 200);
        int before = ownThreads();
        List<Browser> browsers = new ArrayList<>();
        List<WebSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            browsers.add(Browser.eager());
            sockets.add(signIn(proxy, browsers.get(i)));
        }
        for (WebSocket socket : sockets) {
            socket.sendBinary(ByteBuffer.wrap(new byte[1000]), true).join();
        }
        Await.until(
                () -> browsers.stream()
                        .allMatch(browser -> browser.received().length == 1000 + FakeBroker.CONNACK.length),
                SOON,
                "not everyone got an answer");
        assertEquals(before, ownThreads());
        assertTrue("Jetty has " + proxy.threads() + " threads", proxy.threads() <= 16);
    }

    private WebSocket signIn(ProxyServer proxy, Browser browser) {
        WebSocket socket = proxy.connect(client, browser).join();
        signIn(socket, browser);
        return socket;
    }

    private WebSocket from(ProxyServer proxy, String origin) {
        return client.newWebSocketBuilder()
                .subprotocols("mqtt")
                .header("Origin", origin)
                .buildAsync(URI.create("ws://" + proxy.authority() + "/mqtt"), Browser.eager())
                .join();
    }

    /** How much the broker could send until nothing more went through for a while. */
    private static long stuckAt(FakeBroker broker) {
        long[] last = {-1, System.nanoTime()};
        Await.until(
                () -> {
                    long sent = broker.sent.get();
                    if (sent != last[0]) {
                        last[0] = sent;
                        last[1] = System.nanoTime();
                    }
                    return sent > 0 && System.nanoTime() - last[1] > 1_000_000_000L;
                },
                Duration.ofSeconds(30),
                "it never stops");
        return last[0];
    }

    private static int ownThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("bms-proxy"))
                .count();
    }

    private ProxyServer server(FakeBroker broker, int maxConnections) throws Exception {
        return keep(new ProxyServer(ProxyServer.embedded(broker.port()), maxConnections, clock));
    }

    private <T extends Closeable> T keep(T closeable) {
        open.add(0, closeable);
        return closeable;
    }
}

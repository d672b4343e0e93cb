// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import io.bms.testkit.Await;
import io.bms.testkit.ManualClock;
import io.bms.testkit.TlsKeys;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.ClassRule;
import org.junit.Test;

/** A browser's way to an external broker that wants TLS; this JVM trusts one of its two certificates. */
public final class TlsBrokerTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final byte[] CONNECT = {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 60, 0, 0, 0};

    @ClassRule
    public static final TlsKeys KEYS = new TlsKeys();

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    public void message_throughTls_comesBackWhole() throws Exception {
        try (FakeBroker broker = FakeBroker.echoing(tls(TlsKeys.TRUSTED));
                ProxyServer proxy = proxyTo("127.0.0.1", broker)) {
            Browser browser = Browser.eager();
            WebSocket socket = proxy.connect(client, browser).join();
            socket.sendBinary(ByteBuffer.wrap(CONNECT), true).join();
            Await.until(() -> browser.received().length == FakeBroker.CONNACK.length, SOON, "it is let in");
            byte[] large = new byte[3_000_000];
            new Random(1).nextBytes(large);
            socket.sendBinary(ByteBuffer.wrap(large), true).join();
            Await.until(
                    () -> browser.received().length == FakeBroker.CONNACK.length + large.length,
                    SOON,
                    "all comes back");
            byte[] received = browser.received();
            assertArrayEquals(large, Arrays.copyOfRange(received, FakeBroker.CONNACK.length, received.length));
        }
    }

    @Test
    public void open_unknownCertificate_isClosedWithTheReason() throws Exception {
        assertEquals(
                "1013 TLS with the MQTT broker failed; the gateway's log says why",
                closedBy(TlsKeys.STRANGER, "127.0.0.1"));
    }

    @Test
    public void open_certificateOfAnotherName_isClosedWithTheReason() throws Exception {
        assertEquals(
                "1013 TLS with the MQTT broker failed; the gateway's log says why",
                closedBy(TlsKeys.TRUSTED, "localhost"));
    }

    private String closedBy(String key, String host) throws Exception {
        try (FakeBroker broker = FakeBroker.echoing(tls(key));
                ProxyServer proxy = proxyTo(host, broker)) {
            Browser browser = Browser.eager();
            WebSocket socket = proxy.connect(client, browser).join();
            socket.sendBinary(ByteBuffer.wrap(CONNECT), true).join();
            return Await.result(browser.closed, SOON);
        }
    }

    /** With credentials that the proxy lets through: FakeBroker asks for none. */
    private static ProxyServer proxyTo(String host, FakeBroker broker) throws Exception {
        return new ProxyServer(
                new BrokerDirectory(
                        Configs.of(BrokerAddressConfig.class, Map.of("host", host + ":" + broker.port(), "tls", true))),
                10,
                new ManualClock());
    }

    private static ServerSocketFactory tls(String key) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KEYS.store(key), KEYS.password());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context.getServerSocketFactory();
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.testkit.FreePorts;
import io.bms.testkit.TestAuthority;
import io.bms.testkit.TestAuthority.Signed;
import io.bms.tls.TlsFiles;
import io.bms.tls.TlsTerms;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The web port with a certificate that comes and goes. */
public final class WebTlsTest {
    private static final int CONNECTIONS = 100;
    private static final int SOON_MILLIS = 10_000;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private TestAuthority authority;
    private Path certificate;
    private Path key;
    private WebTls tls;
    private ProxyServer server;
    private int port;

    @Before
    public void start() throws Exception {
        authority = new TestAuthority(folder.getRoot().toPath(), "site CA");
        certificate = folder.getRoot().toPath().resolve("web.crt");
        key = folder.getRoot().toPath().resolve("web.key");
        show(authority.server("first"));
        tls = new WebTls(TlsFiles.of("", certificate.toString(), key.toString()), Clock.systemUTC());
        tls.look();
        assertTrue(tls.isReady());
        MqttEndpoint endpoint = new MqttEndpoint(
                ProxyServer.embedded(FreePorts.tcp()),
                new Everybody(),
                true,
                10,
                Duration.ofMinutes(5),
                Clock.systemUTC());
        server = new ProxyServer(endpoint, false, Optional.of(tls));
        port = Integer.parseInt(server.authority().replaceFirst(".*:", ""));
    }

    @After
    public void stop() throws IOException {
        server.close();
    }

    private Certificate show(Signed signed) throws IOException {
        Files.copy(signed.certificateFile(), certificate, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(signed.keyFile(), key, StandardCopyOption.REPLACE_EXISTING);
        return signed.certificate();
    }

    private SSLSocket connect(String... protocols) throws IOException {
        SSLSocket socket = (SSLSocket) TlsFiles.of(authority.caFile().toString(), "", "")
                .context()
                .getSocketFactory()
                .createSocket("127.0.0.1", port);
        socket.setSoTimeout(SOON_MILLIS);
        if (protocols.length > 0) {
            socket.setEnabledProtocols(protocols);
        }
        socket.startHandshake();
        return socket;
    }

    private static String exchange(SSLSocket socket) throws IOException {
        socket.getOutputStream()
                .write("GET /who HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        byte[] buffer = new byte[4096];
        int count = socket.getInputStream().read(buffer);
        return new String(buffer, 0, Math.max(0, count), StandardCharsets.US_ASCII);
    }

    private HttpClient client() throws IOException {
        return HttpClient.newBuilder()
                .sslContext(TlsFiles.of(authority.caFile().toString(), "", "").context())
                .build();
    }

    @Test
    public void certificate_replaced_isShownToTheNextAndAllOpenConnectionsStay() throws Exception {
        List<SSLSocket> open = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                open.add(connect());
            }
            Certificate renewed = show(authority.server("second"));
            tls.look();
            try (SSLSocket next = connect()) {
                assertEquals(renewed, next.getSession().getPeerCertificates()[0]);
            }
            for (SSLSocket socket : open) {
                String answer = exchange(socket);
                assertTrue(answer, answer.startsWith("HTTP/1.1 200"));
            }
        } finally {
            for (SSLSocket socket : open) {
                socket.close();
            }
        }
    }

    @Test
    public void request_overHttps_knowsThatItIsAndAWebSocketWorks() throws Exception {
        var answer = client().send(
                        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/who"))
                                .build(),
                        BodyHandlers.ofString());
        assertEquals(200, answer.statusCode());
        WebSocket socket = client().newWebSocketBuilder()
                .subprotocols("mqtt")
                .buildAsync(URI.create("wss://127.0.0.1:" + port + "/mqtt"), new WebSocket.Listener() {})
                .get(SOON_MILLIS, TimeUnit.MILLISECONDS);
        assertEquals("mqtt", socket.getSubprotocol());
        socket.abort();
    }

    @Test
    public void connect_oldTls_isRefusedAndCiphersAuthenticate() throws Exception {
        assertThrows(SSLException.class, () -> connect("TLSv1.1"));
        for (String protocol : TlsTerms.protocols()) {
            try (SSLSocket socket = connect(protocol)) {
                String suite = socket.getSession().getCipherSuite();
                assertEquals(protocol, socket.getSession().getProtocol());
                assertTrue(suite, suite.contains("_GCM_") || suite.contains("_POLY1305_"));
            }
        }
    }

    @Test
    public void certificate_damaged_isAProblemAndTheFormerStays() throws Exception {
        Files.writeString(certificate, "half a certificate");
        tls.look();
        assertEquals("web_tls_unusable", tls.problems().get(0).code());
        connect().close();
        show(authority.server("third"));
        tls.look();
        assertEquals(List.of(), tls.problems());
    }

    @Test
    public void certificate_thatIsNotThere_isNotReady() throws Exception {
        WebTls absent =
                new WebTls(TlsFiles.of("", folder.getRoot() + "/absent.crt", key.toString()), Clock.systemUTC());
        absent.look();
        assertFalse(absent.isReady());
        assertTrue(absent.problems().get(0).message().startsWith("the web port: there is no file "));
    }
}

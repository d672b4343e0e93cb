// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.memory.HeapGauge;
import io.bms.api.status.StatusItem.Problem;
import io.bms.testkit.Await;
import io.bms.testkit.FakeAccounts;
import io.bms.testkit.FreePorts;
import io.bms.testkit.TlsKeys;
import io.bms.tls.TlsFiles;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** MQTT over TLS, with certificates that come and go. */
public final class TlsTest {
    @ClassRule
    public static final TlsKeys KEYS = new TlsKeys();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final BrokerReport report = new BrokerReport(Clock.systemUTC());
    private final int plainPort = FreePorts.tcp();
    private final int port = FreePorts.tcp();
    private Path certificate;
    private Path key;
    private Optional<ArtemisBroker> broker = Optional.empty();

    @Before
    public void files() throws Exception {
        certificate = folder.getRoot().toPath().resolve("broker.crt");
        key = folder.getRoot().toPath().resolve("broker.key");
        show(TlsKeys.TRUSTED);
    }

    @After
    public void stop() throws Exception {
        if (broker.isPresent()) {
            broker.get().stop();
        }
    }

    private void show(String name) throws Exception {
        Files.copy(KEYS.certificate(name), certificate, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(KEYS.key(name), key, StandardCopyOption.REPLACE_EXISTING);
    }

    private void start(String clientCaFile) throws Exception {
        TlsPort tls = new TlsPort(
                "127.0.0.1",
                port,
                TlsFiles.of(clientCaFile, certificate.toString(), key.toString()),
                false,
                Optional.empty());
        broker = Optional.of(ArtemisBroker.start(
                new BrokerSettings(
                        "127.0.0.1",
                        plainPort,
                        FreePorts.tcp(),
                        Optional.of(tls),
                        false,
                        folder.newFolder().toPath(),
                        BrokerLimits.DEFAULTS),
                new ClientSignIn(FakeAccounts.withAdmin(), Clock.systemUTC()),
                TestBroker.unruled(),
                report,
                HeapGauge.NONE));
    }

    private Subscriber connect(String id, TlsFiles files) throws Exception {
        MqttConnectionOptions options = Subscriber.options(FakeAccounts.NAME, FakeAccounts.PASSWORD);
        options.setSocketFactory(files.context().getSocketFactory());
        return Subscriber.connect("ssl://127.0.0.1:" + port, id, options);
    }

    private TlsFiles trusting(String name) throws Exception {
        return TlsFiles.of(KEYS.certificate(name).toString(), "", "");
    }

    private List<String> problems() {
        return report.problems().stream().map(Problem::code).toList();
    }

    @Test
    public void publish_overTls_arrivesInBothDirectionsWhateverItsSize() throws Exception {
        start("");
        String large = "x".repeat(1 << 20);
        try (Subscriber secured = connect("secured", trusting(TlsKeys.TRUSTED));
                Subscriber plain = Subscriber.connect(
                        plainPort, "plain", Subscriber.options(FakeAccounts.NAME, FakeAccounts.PASSWORD))) {
            secured.subscribe("a/#");
            plain.subscribe("b/#");
            for (int i = 0; i < 100; i++) {
                plain.publish("a/" + i, "" + i, false);
                secured.publish("b/" + i, "" + i, false);
            }
            plain.publish("a/large", large, true);
            secured.publish("b/large", large, true);
            Await.until(
                    () -> secured.received.size() == 101 && plain.received.size() == 101,
                    Subscriber.SOON,
                    "all of it arrives");
            assertEquals(large, secured.received.get(100).payload());
            assertEquals(large, plain.received.get(100).payload());
        }
    }

    @Test
    public void connect_whoDoesNotTrustIt_orSpeaksAnOldTlsOrNone_isNotLetIn() throws Exception {
        start("");
        TlsFiles other = trusting(TlsKeys.STRANGER);
        assertThrows(MqttException.class, () -> connect("distrustful", other));
        try (SSLSocket old = (SSLSocket)
                trusting(TlsKeys.TRUSTED).context().getSocketFactory().createSocket("127.0.0.1", port)) {
            old.setSoTimeout((int) Subscriber.SOON.toMillis());
            old.setEnabledProtocols(new String[] {"TLSv1.1"});
            assertThrows(SSLException.class, old::startHandshake);
        }
        try (Socket plain = new Socket("127.0.0.1", port)) {
            plain.setSoTimeout((int) Subscriber.SOON.toMillis());
            plain.getOutputStream()
                    .write(RawClient.packet(0x10, RawClient.connectBody(5, 2, "", "plain", "", new byte[0])));
            byte[] answer = plain.getInputStream().readAllBytes();
            assertTrue("an alert of TLS, or nothing", answer.length == 0 || answer[0] == 0x15);
        }
    }

    @Test
    public void certificate_replaced_isShownToTheNextAndTheOpenConnectionStays() throws Exception {
        start("");
        try (Subscriber open = connect("open", trusting(TlsKeys.TRUSTED))) {
            open.subscribe("x");
            show(TlsKeys.STRANGER);
            Certificate renewed = KEYS.store(TlsKeys.STRANGER).getCertificate(TlsKeys.STRANGER);
            Await.until(() -> renewed.equals(shown()), Subscriber.SOON.multipliedBy(2), "the new certificate is shown");
            connect("new", trusting(TlsKeys.STRANGER)).close();
            open.publish("x", "still here", false);
            Await.until(() -> open.received.size() == 1, Subscriber.SOON, "the open connection goes on");
        }
    }

    @Test
    public void certificate_replacedUnderAHundredConnections_allOfThemStay() throws Exception {
        start("");
        List<SSLSocket> open = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                SSLSocket socket = (SSLSocket)
                        trusting(TlsKeys.TRUSTED).context().getSocketFactory().createSocket("127.0.0.1", port);
                open.add(socket);
                socket.setSoTimeout((int) Subscriber.SOON.toMillis());
                socket.getOutputStream()
                        .write(RawClient.packet(
                                0x10,
                                RawClient.connectBody(
                                        4, 0xC2, "", "client" + i, "", RawClient.utf8(FakeAccounts.NAME))));
                assertArrayEquals(
                        new byte[] {0x20, 2, 0, 0}, socket.getInputStream().readNBytes(4));
            }
            show(TlsKeys.STRANGER);
            Certificate renewed = KEYS.store(TlsKeys.STRANGER).getCertificate(TlsKeys.STRANGER);
            Await.until(() -> renewed.equals(shown()), Subscriber.SOON.multipliedBy(2), "the new certificate is shown");
            for (SSLSocket socket : open) {
                socket.getOutputStream().write(new byte[] {(byte) 0xC0, 0});
                assertArrayEquals(
                        new byte[] {(byte) 0xD0, 0}, socket.getInputStream().readNBytes(2));
            }
        } finally {
            for (SSLSocket socket : open) {
                socket.close();
            }
        }
    }

    /** With the most that OpenSSL would take. */
    @Test
    public void openssl_protocolsAndCiphers_areThoseThatAreStated() throws Exception {
        start("");
        for (String good : List.of(
                "-tls1_3",
                "-tls1_2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384",
                "-tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256",
                "-tls1_2 -cipher ECDHE-ECDSA-CHACHA20-POLY1305")) {
            String said = openssl(good);
            assertTrue(good + said, said.matches("(?s).*New, TLSv1\\.[23], Cipher is [A-Z].*"));
        }
        for (String bad : List.of(
                "-tls1 -cipher ALL:@SECLEVEL=0",
                "-tls1_1 -cipher ALL:@SECLEVEL=0",
                "-tls1_2 -cipher ECDHE-ECDSA-AES256-SHA:ECDHE-ECDSA-AES128-SHA256:@SECLEVEL=0",
                "-tls1_2 -cipher kRSA:@SECLEVEL=0",
                "-tls1_2 -cipher aNULL:eNULL:@SECLEVEL=0")) {
            String said = openssl(bad);
            assertTrue(bad + said, said.contains("Cipher is (NONE)"));
        }
    }

    private String openssl(String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port));
        command.addAll(List.of(arguments.split(" ")));
        Path output = folder.newFile().toPath();
        Process openssl = new ProcessBuilder(command)
                .redirectInput(folder.newFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertTrue(openssl.waitFor(30, TimeUnit.SECONDS));
        return Files.readString(output);
    }

    @Test
    public void certificate_thatCannotBeUsed_isSaidAndTheFormerStays() throws Exception {
        start("");
        assertEquals("it is good for two days only", List.of("mqtt_certificate_expires"), problems());
        Files.writeString(certificate, "half a certificate");
        Await.until(
                () -> problems().equals(List.of("mqtt_tls_unusable")), Subscriber.SOON.multipliedBy(2), "it is said");
        assertTrue(report.problems().get(0).message().endsWith("; the former certificate stays in force"));
        connect("meanwhile", trusting(TlsKeys.TRUSTED)).close();
        show(TlsKeys.TRUSTED);
        Await.until(
                () -> problems().equals(List.of("mqtt_certificate_expires")),
                Subscriber.SOON.multipliedBy(2),
                "it is taken back");
    }

    @Test
    public void certificate_thatIsNotThereYet_isUsedOnceItIs() throws Exception {
        Files.delete(certificate);
        start("");
        assertEquals(List.of("mqtt_tls_unusable"), problems());
        assertThrows(MqttException.class, () -> connect("early", trusting(TlsKeys.TRUSTED)));
        show(TlsKeys.TRUSTED);
        Await.until(() -> shown() != null, Subscriber.SOON.multipliedBy(2), "the certificate is shown");
        connect("now", trusting(TlsKeys.TRUSTED)).close();
    }

    @Test
    public void connect_whereClientsNeedACertificate_onlyWithOneOfThatIssuer() throws Exception {
        start(KEYS.certificate(TlsKeys.STRANGER).toString());
        assertThrows(MqttException.class, () -> connect("without", trusting(TlsKeys.TRUSTED)));
        String ca = KEYS.certificate(TlsKeys.TRUSTED).toString();
        assertThrows(MqttException.class, () -> connect("other", own(ca, TlsKeys.RSA)));
        connect("with", own(ca, TlsKeys.STRANGER)).close();
    }

    private static TlsFiles own(String ca, String name) throws Exception {
        return TlsFiles.of(ca, KEYS.certificate(name).toString(), KEYS.key(name).toString());
    }

    /** The certificate that a new connection sees; null if there is none. */
    private Certificate shown() {
        try (Socket socket = TlsFiles.of(both().toString(), "", "")
                .context()
                .getSocketFactory()
                .createSocket("127.0.0.1", port)) {
            ((SSLSocket) socket).startHandshake();
            return ((SSLSocket) socket).getSession().getPeerCertificates()[0];
        } catch (IOException e) {
            return null;
        }
    }

    private Path both() throws IOException {
        try {
            return Files.writeString(
                    folder.getRoot().toPath().resolve("both.pem"),
                    Files.readString(KEYS.certificate(TlsKeys.TRUSTED))
                            + Files.readString(KEYS.certificate(TlsKeys.STRANGER)));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}

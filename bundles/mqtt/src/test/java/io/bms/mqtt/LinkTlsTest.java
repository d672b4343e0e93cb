package io.bms.mqtt;

import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.testkit.Await;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A link over TLS to a broker that is not ours; this JVM trusts one of its two certificates. */
public class LinkTlsTest {
    private static final String PASSWORD = "only for this test";
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final String TRUST_STORE_PASSWORD = "javax.net.ssl.trustStorePassword";
    private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] {'\n'});

    @ClassRule
    public static final TemporaryFolder STORES = new TemporaryFolder();

    @Rule
    public final Mosquitto broker = new Mosquitto();

    @BeforeClass
    public static void trustOneOfThem() throws Exception {
        makeKey("trusted");
        makeKey("stranger");
        System.setProperty(TRUST_STORE, store("trusted").toString());
        System.setProperty(TRUST_STORE_PASSWORD, PASSWORD);
    }

    @AfterClass
    public static void forget() {
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_STORE_PASSWORD);
    }

    @Test
    public void open_trustedCertificate_publishes() throws Exception {
        Endpoint endpoint = serve("trusted");
        Link link = Link.open(spec(endpoint), new Deaf());
        CompletableFuture<Boolean> arrived = new CompletableFuture<>();
        try {
            assertTrue(link.publish(Outgoing.retained("a/topic", "{}".getBytes()), arrived::complete));
            assertTrue(Await.result(arrived, Duration.ofSeconds(10)));
        } finally {
            link.close(true);
        }
    }

    @Test
    public void open_unknownCertificate_saysWhatToDo() throws Exception {
        Endpoint endpoint = serve("stranger");
        LinkException refused = assertThrows(LinkException.class, () -> Link.open(spec(endpoint), new Deaf()));
        assertTrue(refused.getMessage(), refused.getMessage().contains("keytool -importcert -cacerts"));
    }

    @Test
    public void createSocket_always_sendsAtOnce() throws IOException {
        try (Socket socket = new PromptTlsSockets().createSocket()) {
            assertTrue(socket.getTcpNoDelay());
        }
    }

    private static LinkSpec spec(Endpoint endpoint) {
        return new LinkSpec(endpoint, "gateway", Outgoing.retained("a/will", new byte[0]));
    }

    private Endpoint serve(String key) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(store(key).toFile(), PASSWORD.toCharArray());
        Path certificate = broker.write("broker.crt", pem("CERTIFICATE", store.getCertificate(key).getEncoded()));
        Path secret = broker.write("broker.key", pem("PRIVATE KEY", store.getKey(key, PASSWORD.toCharArray()).getEncoded()));
        int port = Mosquitto.freePort();
        broker.stop();
        broker.start("listener " + port + " 127.0.0.1", "certfile " + certificate, "keyfile " + secret, "allow_anonymous true");
        return new Endpoint("127.0.0.1", port, true, Optional.empty(), Optional.empty());
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n" + PEM.encodeToString(content) + "\n-----END " + kind + "-----\n";
    }

    private static void makeKey(String name) throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-keystore", store(name).toString(), "-storetype", "PKCS12", "-storepass", PASSWORD, "-alias", name,
                "-keyalg", "EC", "-dname", "CN=127.0.0.1", "-ext", "san=ip:127.0.0.1", "-validity", "2"))
                .redirectErrorStream(true).redirectOutput(STORES.newFile().toPath().toFile()).start();
        if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0 || !Files.exists(store(name))) {
            throw new AssertionError("keytool made no key");
        }
    }

    private static Path store(String name) {
        return STORES.getRoot().toPath().resolve(name + ".p12");
    }

    /** Hears nothing, since nothing is subscribed. */
    private static final class Deaf implements Link.Listener {
        @Override
        public void arrived(Incoming message) {
            throw new AssertionError("not subscribed to " + message.topic());
        }

        @Override
        public void lost(LinkException why) {
            throw new AssertionError(why);
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.mqtt.Mosquitto;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import io.bms.testkit.TlsKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;

/** A link over TLS to a broker that is not ours; this JVM trusts one of its two certificates. */
public class LinkTlsTest {
    private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] {'\n'});

    @ClassRule
    public static final TlsKeys KEYS = new TlsKeys();

    @Rule
    public final Mosquitto broker = new Mosquitto();

    @Test
    public void open_trustedCertificate_publishes() throws Exception {
        BrokerEndpoint endpoint = serve(TlsKeys.TRUSTED);
        Link link = Link.open(spec(endpoint), new Deaf());
        CompletableFuture<Delivery> arrived = new CompletableFuture<>();
        try {
            assertTrue(link.publish(Outgoing.retained("a/topic", "{}".getBytes()), arrived::complete));
            assertEquals(new Delivery.Taken(), Await.result(arrived, Duration.ofSeconds(10)));
        } finally {
            link.close(true);
        }
    }

    @Test
    public void open_unknownCertificate_saysWhatToDo() throws Exception {
        BrokerEndpoint endpoint = serve(TlsKeys.STRANGER);
        LinkException refused = assertThrows(LinkException.class, () -> Link.open(spec(endpoint), new Deaf()));
        assertTrue(refused.getMessage(), refused.getMessage().contains("keytool -importcert -cacerts"));
    }

    @Test
    public void start_always_sendsAtOnce() throws Exception {
        BrokerEndpoint endpoint = serve(TlsKeys.TRUSTED);
        GuardedModule module = new GuardedModule(endpoint.host(), endpoint.port(), true, 10_000);
        try {
            module.start();
            assertTrue(module.socket().getTcpNoDelay());
        } finally {
            module.stop();
        }
    }

    private static LinkSpec spec(BrokerEndpoint endpoint) {
        return new LinkSpec(endpoint, "gateway", Outgoing.retained("a/will", new byte[0]));
    }

    private BrokerEndpoint serve(String key) throws IOException, GeneralSecurityException {
        KeyStore store = KEYS.store(key);
        Path certificate = broker.write(
                "broker.crt", pem("CERTIFICATE", store.getCertificate(key).getEncoded()));
        Path secret = broker.write(
                "broker.key",
                pem("PRIVATE KEY", store.getKey(key, KEYS.password()).getEncoded()));
        int port = FreePorts.tcp();
        broker.stop();
        broker.start(
                "listener " + port + " 127.0.0.1",
                "certfile " + certificate,
                "keyfile " + secret,
                "allow_anonymous true");
        return new BrokerEndpoint("127.0.0.1", port, true, Optional.empty(), Optional.empty());
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n" + PEM.encodeToString(content) + "\n-----END " + kind + "-----\n";
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

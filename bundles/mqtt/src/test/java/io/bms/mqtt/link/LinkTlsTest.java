// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.mqtt.Mosquitto;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import io.bms.testkit.TlsKeys;
import io.bms.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocketFactory;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;

/** A link over TLS to a broker that is not ours; this JVM trusts one of its two certificates. */
public class LinkTlsTest {
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
        assertTrue(refused.getMessage(), refused.getMessage().contains("set caFile (BMS_MQTT_CA_FILE)"));
    }

    @Test
    public void open_issuerInCaFile_isTrustedInPlaceOfJavas() throws Exception {
        TlsFiles onlyStranger = TlsFiles.of(KEYS.certificate(TlsKeys.STRANGER).toString(), "", "");
        Link.open(spec(serve(TlsKeys.STRANGER, onlyStranger)), new Deaf()).close(true);
        BrokerEndpoint endpoint = serve(TlsKeys.TRUSTED, onlyStranger);
        assertThrows(LinkException.class, () -> Link.open(spec(endpoint), new Deaf()));
    }

    @Test
    public void open_caFileReplaced_nextConnectionUsesTheNewOne() throws Exception {
        Path ca = broker.write("ca.pem", Files.readString(KEYS.certificate(TlsKeys.TRUSTED)));
        BrokerEndpoint endpoint = serve(TlsKeys.STRANGER, TlsFiles.of(ca.toString(), "", ""));
        assertThrows(LinkException.class, () -> Link.open(spec(endpoint), new Deaf()));
        Files.copy(KEYS.certificate(TlsKeys.STRANGER), ca, StandardCopyOption.REPLACE_EXISTING);
        Link.open(spec(endpoint), new Deaf()).close(true);
    }

    @Test
    public void open_brokerThatAsksForACertificate_isShownTheGateways() throws Exception {
        String[] asking = {
            "cafile " + KEYS.certificate(TlsKeys.STRANGER), "require_certificate true", "use_identity_as_username true"
        };
        BrokerEndpoint nobody = serve(TlsKeys.TRUSTED, TlsFiles.NONE, asking);
        assertThrows(LinkException.class, () -> Link.open(spec(nobody), new Deaf()));
        TlsFiles own = TlsFiles.of(
                "",
                KEYS.certificate(TlsKeys.STRANGER).toString(),
                KEYS.key(TlsKeys.STRANGER).toString());
        Link.open(spec(serve(TlsKeys.TRUSTED, own, asking)), new Deaf()).close(true);
    }

    @Test
    public void open_fileThatCannotBeUsed_saysWhichAndWhatToSet() throws Exception {
        BrokerEndpoint endpoint = serve(TlsKeys.TRUSTED, TlsFiles.of("/nowhere/ca.pem", "", ""));
        LinkException refused = assertThrows(LinkException.class, () -> Link.open(spec(endpoint), new Deaf()));
        assertEquals(
                "no TLS: there is no file /nowhere/ca.pem; put it right, or set caFile, certificateFile and keyFile"
                        + " (BMS_MQTT_CA_FILE, BMS_MQTT_CERTIFICATE_FILE, BMS_MQTT_KEY_FILE) to others",
                refused.getMessage());
    }

    @Test
    public void start_always_sendsAtOnce() throws Exception {
        BrokerEndpoint endpoint = serve(TlsKeys.TRUSTED);
        GuardedModule module = new GuardedModule(
                endpoint.host(),
                endpoint.port(),
                new MeteredSockets(new Traffic(), Optional.of((SSLSocketFactory) SSLSocketFactory.getDefault())),
                10_000);
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
        return serve(key, TlsFiles.NONE);
    }

    private BrokerEndpoint serve(String key, TlsFiles files, String... more)
            throws IOException, GeneralSecurityException {
        int port = FreePorts.tcp();
        broker.stop();
        List<String> lines = new ArrayList<>(List.of(
                "listener " + port + " 127.0.0.1",
                "certfile " + KEYS.certificate(key),
                "keyfile " + KEYS.key(key),
                "allow_anonymous true"));
        lines.addAll(List.of(more));
        broker.start(lines.toArray(String[]::new));
        return new BrokerEndpoint("127.0.0.1", port, Optional.of(files), Optional.empty(), Optional.empty());
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

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.identity.Identity;
import io.bms.mqtt.Mosquitto;
import io.bms.testkit.Await;
import io.bms.testkit.FakeIdentities;
import io.bms.testkit.FreePorts;
import io.bms.testkit.TestAuthority;
import io.bms.testkit.TestAuthority.Signed;
import io.bms.tls.Names;
import io.bms.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Certificates of every kind that a broker elsewhere, or the gateway, may have. Each bad one is put right in its file,
 * and the uplink goes on by itself: nothing is restarted, and nothing is lost.
 */
public final class UplinkTlsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration OVER = Duration.ofMinutes(-5);

    @Rule
    public final Mosquitto broker = new Mosquitto();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final int port = FreePorts.tcp();
    private TestAuthority authority;
    private TestAuthority stranger;
    private Path revoked;
    private Signed good;
    private Signed withdrawn;
    private Signed server;
    private Uplink uplink;

    @Before
    public void sign() throws Exception {
        authority = new TestAuthority(folder.newFolder("ca").toPath(), "cloud-ca");
        stranger = new TestAuthority(folder.newFolder("other").toPath(), "other-ca");
        good = client(authority, "gw-1", YEAR);
        withdrawn = client(authority, "stolen", YEAR);
        server = authority.server("broker");
        revoked = authority.revoke("revoked.pem", List.of(withdrawn.certificate()));
        Files.copy(authority.caFile(), file("ca.pem"));
    }

    @After
    public void stop() {
        if (uplink != null) {
            uplink.close();
        }
    }

    private static Signed client(TestAuthority by, String name, Duration goodFor) throws Exception {
        return by.client(name, "urn:gateway:" + name, goodFor);
    }

    private static Signed server(TestAuthority by, String name, String address, Duration goodFor) throws Exception {
        return by.sign(name, new Names(Set.of(), Set.of(address), Set.of()), goodFor);
    }

    private Path file(String name) {
        return folder.getRoot().toPath().resolve(name);
    }

    private void own(Signed certificate) throws IOException {
        Files.copy(certificate.certificateFile(), file("own.crt"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(certificate.keyFile(), file("own.key"), StandardCopyOption.REPLACE_EXISTING);
    }

    private void serve(Signed shown) {
        broker.stop();
        broker.start(
                "allow_anonymous true",
                "listener " + port + " 127.0.0.1",
                "allow_anonymous true",
                "certfile " + shown.certificateFile(),
                "keyfile " + shown.keyFile(),
                "cafile " + authority.caFile(),
                "crlfile " + revoked,
                "require_certificate true");
    }

    private void start() throws IOException {
        uplink = new Uplink(
                Uplinks.parts(
                        new FakeIdentities(new Identity("acme", "hq", "gw-1")),
                        folder.newFolder("data").toPath(),
                        Clock.systemUTC()),
                Uplinks.settings(
                        TlsFiles.of(
                                file("ca.pem").toString(),
                                file("own.crt").toString(),
                                file("own.key").toString()),
                        Profile.MQTT5,
                        "mqtts://127.0.0.1:" + port));
    }

    /** Waits until it is refused, and looks that what is sent meanwhile waits. */
    private String refused() {
        Await.until(() -> uplink.report().failure().isPresent(), PATIENCE, "a failure");
        UplinkTest.give(uplink, 0, 3);
        assertEquals(3, uplink.report().waiting());
        assertEquals(0, uplink.report().sent());
        return uplink.report().failure().orElseThrow();
    }

    private void mended() {
        Await.until(() -> uplink.report().sent() == 3, PATIENCE, "all that waited");
        assertEquals(0, uplink.report().waiting());
    }

    private void isMendedByFiles(Signed bad) throws Exception {
        serve(server);
        own(bad);
        start();
        String failure = refused();
        assertTrue(failure, failure.contains("ssl://127.0.0.1:" + port) && failure.contains("certificate"));
        own(good);
        mended();
    }

    @Test
    public void ownCertificate_expired() throws Exception {
        isMendedByFiles(client(authority, "expired", OVER));
    }

    @Test
    public void ownCertificate_notYetGood() throws Exception {
        Names gateway = new Names(Set.of(), Set.of(), Set.of("urn:gateway:early"));
        isMendedByFiles(authority.sign(
                "early", gateway, Instant.now().plus(YEAR), Instant.now().plus(YEAR.multipliedBy(2))));
    }

    @Test
    public void ownCertificate_ofAnotherAuthority() throws Exception {
        isMendedByFiles(client(stranger, "foreign", YEAR));
    }

    @Test
    public void ownCertificate_revoked() throws Exception {
        isMendedByFiles(withdrawn);
    }

    private String isMendedByTheBroker(Signed bad) throws Exception {
        serve(bad);
        own(good);
        start();
        String failure = refused();
        serve(server);
        mended();
        return failure;
    }

    @Test
    public void brokersCertificate_expired() throws Exception {
        String failure = isMendedByTheBroker(server(authority, "old", "127.0.0.1", OVER));
        assertTrue(failure, failure.contains("expired"));
    }

    @Test
    public void brokersCertificate_notYetGood() throws Exception {
        Names address = new Names(Set.of(), Set.of("127.0.0.1"), Set.of());
        String failure = isMendedByTheBroker(authority.sign(
                "too-new", address, Instant.now().plus(YEAR), Instant.now().plus(YEAR.multipliedBy(2))));
        assertTrue(failure, failure.contains("not valid yet"));
    }

    /** Another certificate and another CA, while connected: the connection stays, and the next is made with them. */
    @Test
    public void filesRenewedWhileConnected_areThoseOfTheNextConnection_andNothingIsMissing() throws Exception {
        serve(server);
        own(good);
        start();
        UplinkTest.give(uplink, 0, 3);
        Await.until(() -> uplink.report().sent() == 3, PATIENCE, "sent");
        Instant since = uplink.report().since();
        own(client(stranger, "renewed", YEAR));
        Files.copy(stranger.caFile(), file("ca.pem"), StandardCopyOption.REPLACE_EXISTING);
        UplinkTest.give(uplink, 3, 4);
        Await.until(() -> uplink.report().sent() == 4, PATIENCE, "sent over the same connection");
        assertEquals(since, uplink.report().since());
        authority = stranger;
        revoked = stranger.revoke("none-revoked.pem", List.of());
        serve(stranger.server("renewed-broker"));
        UplinkTest.give(uplink, 4, 6);
        Await.until(() -> uplink.report().sent() == 6, PATIENCE, "all, with the new ones");
        assertEquals(0, uplink.report().waiting());
    }

    @Test
    public void brokersCertificate_forAnotherName() throws Exception {
        isMendedByTheBroker(server(authority, "elsewhere", "192.0.2.1", YEAR));
    }

    @Test
    public void brokersCertificate_ofAnAuthorityThatIsNotTrusted() throws Exception {
        serve(server(stranger, "foreign-broker", "127.0.0.1", YEAR));
        own(good);
        start();
        String failure = refused();
        assertTrue(failure, failure.contains("caFile"));
        Files.copy(stranger.caFile(), file("ca.pem"), StandardCopyOption.REPLACE_EXISTING);
        mended();
    }

    @Test
    public void ownFiles_halfWritten() throws Exception {
        serve(server);
        own(good);
        Files.writeString(file("own.key"), "-----BEGIN PRIVATE KEY-----\nMIG");
        start();
        String failure = refused();
        assertTrue(failure, failure.contains("own.key"));
        own(good);
        mended();
    }
}

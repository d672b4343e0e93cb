// SPDX-License-Identifier: GPL-3.0-only
package io.bms.certificate;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.certificate.GatewayCertificate.Description;
import io.bms.api.certificate.UnusableCertificateException;
import io.bms.api.status.StatusItem;
import io.bms.testkit.ManualClock;
import io.bms.time.Built;
import io.bms.tls.CertificateAuthority;
import io.bms.tls.KeyAndChain;
import io.bms.tls.Names;
import io.bms.tls.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class OwnCertificateTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ManualClock clock = new ManualClock(Built.at().plus(Duration.ofDays(10)));
    private Names names = names("192.0.2.1");
    private Path files;
    private OwnCertificate own;

    @Before
    public void start() {
        files = folder.getRoot().toPath().resolve("certificate");
        own = new OwnCertificate(files, () -> names, Executors.newSingleThreadScheduledExecutor(), clock);
    }

    @After
    public void close() {
        own.close();
    }

    private static Names names(String... addresses) {
        return new Names(Set.of("bms", "bms.local", "localhost"), Set.of(addresses), Set.of());
    }

    private X509Certificate shown() throws IOException {
        Path file = files.resolve("gateway.pem");
        return KeyAndChain.read(file, file).certificate();
    }

    private List<String> problems() {
        return own.status().stream()
                .map(item -> ((StatusItem.Problem) item).message())
                .toList();
    }

    @Test
    public void look_first_makesACaAndACertificateThatOnlyTheOwnerCanRead() throws Exception {
        own.look();
        Description description = own.describe();
        assertEquals("CN=bms", description.subject());
        assertEquals("CN=BMS gateway CA of bms", description.issuer());
        assertEquals(List.of("bms", "bms.local", "localhost", "192.0.2.1"), description.names());
        assertEquals(Built.at(), description.from());
        assertEquals(clock.instant().plus(OwnCertificate.LIFE), description.until());
        assertEquals("2049-12-31T23:59:59Z", own.describeAuthority().until().toString());
        assertTrue(own.describeAuthority().fingerprint().matches("([0-9A-F]{2}:){31}[0-9A-F]{2}"));
        for (String file : List.of("authority.pem", "gateway.pem")) {
            assertEquals(
                    "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(files.resolve(file))));
        }
        Path ca = Files.writeString(folder.getRoot().toPath().resolve("ca.pem"), own.authority());
        assertTrue("no key goes out", !own.authority().contains("PRIVATE"));
        shown().verify(KeyAndChain.certificates(ca).get(0).getPublicKey());
    }

    @Test
    public void look_again_renewsOnlyWhenItIsOldOrHasAnotherName() throws Exception {
        own.look();
        X509Certificate first = shown();
        String authority = own.authority();
        clock.advance(OwnCertificate.LIFE.multipliedBy(2).dividedBy(3));
        own.look();
        assertEquals(first, shown());
        clock.advance(Duration.ofDays(1));
        own.look();
        X509Certificate second = shown();
        assertNotEquals(first, second);
        names = names("192.0.2.1", "192.0.2.2");
        own.look();
        assertNotEquals(second, shown());
        X509Certificate third = shown();
        names = names("192.0.2.1");
        own.look();
        assertEquals("a name that is gone does no harm", third, shown());
        assertEquals(authority, own.authority());
    }

    @Test
    public void look_inTheYear1970_isGoodNowAndRenewedOnceTheClockIsRight() throws Exception {
        clock.set(Instant.EPOCH);
        own.look();
        // time goes on from the day of the build
        Duration passed = Duration.between(
                Built.at().plus(OwnCertificate.LIFE), own.describe().until());
        assertTrue(passed.toString(), !passed.isNegative() && passed.toMinutes() < 2);
        clock.set(Built.at().plus(OwnCertificate.LIFE).plus(Duration.ofDays(1000)));
        own.look();
        Description renewed = own.describe();
        assertEquals(clock.instant().plus(OwnCertificate.LIFE), renewed.until());
        assertEquals(
                "no longer than any device takes",
                Duration.ofDays(800),
                Duration.between(renewed.from(), renewed.until()));
    }

    @Test
    public void look_damagedFiles_keepsThemAndNeverMakesAnotherCa() throws Exception {
        own.look();
        Files.writeString(files.resolve("gateway.pem"), "damaged");
        own.look();
        assertEquals("CN=bms", own.describe().subject());
        assertEquals("damaged", Files.readString(files.resolve("gateway.pem.damaged")));
        String kept = Files.readString(files.resolve("authority.pem"));
        Files.writeString(files.resolve("authority.pem"), "damaged");
        own.look();
        assertTrue(problems().toString(), problems().get(0).contains("authority.pem"));
        assertEquals("damaged", Files.readString(files.resolve("authority.pem")));
        Files.writeString(files.resolve("authority.pem"), kept);
        own.look();
        assertEquals(List.of(), problems());
    }

    @Test
    public void install_whatTheSitesCaSigned_isShownAndLeftAloneUntilItIsRenewed() throws Exception {
        own.look();
        String request = own.request(false);
        assertEquals("its key is kept for it", request, own.request(false));
        Path signed = sign(request);
        Description installed = own.install(signed);
        assertEquals("CN=site CA", installed.issuer());
        assertEquals(Set.of("bms", "bms.local", "localhost", "192.0.2.1"), Set.copyOf(installed.names()));
        names = names("192.0.2.9");
        own.look();
        assertEquals(installed, own.describe());
        assertNotEquals("a new request has a new key", request, own.request(false));
        assertEquals("as a text", installed, own.install(Files.readString(signed)));
        assertEquals("the same key, signed again", installed, own.describe());
        assertEquals("CN=BMS gateway CA of bms", own.renew().issuer());
    }

    @Test
    public void install_whatDoesNotFit_changesNothing() throws Exception {
        own.look();
        X509Certificate before = shown();
        Path signed = sign(own.request(false));
        own.request(true);
        refuse("is for another key", signed);
        Path wrongOrder = sign(own.request(false));
        Files.writeString(wrongOrder, Files.readString(wrongOrder) + Pem.text("CERTIFICATE", before.getEncoded()));
        refuse("is not signed by the one that follows", wrongOrder);
        clock.advance(Duration.ofDays(5000));
        refuse("has ended", sign(own.request(false)));
        assertEquals(before, shown());
    }

    private void refuse(String why, Path file) {
        String message = assertThrows(UnusableCertificateException.class, () -> own.install(file))
                .getMessage();
        assertTrue(message, message.contains(why));
    }

    @Test
    public void install_diskTakesNothing_isNoFaultOfTheCertificate() throws Exception {
        own.look();
        X509Certificate before = shown();
        Path signed = sign(own.request(false));
        Path inTheWay = Files.createDirectories(files.resolve("gateway.pem.new").resolve("not empty"));
        IOException failure = assertThrows(IOException.class, () -> own.install(signed));
        assertFalse(failure.toString(), failure instanceof UnusableCertificateException);
        assertEquals(before, shown());
        Files.delete(inTheWay);
        Files.delete(inTheWay.getParent());
        assertEquals("its key is kept", "CN=site CA", own.install(signed).issuer());
    }

    /** As a site would, with OpenSSL. */
    private Path sign(String request) throws Exception {
        Path here = folder.newFolder().toPath();
        CertificateAuthority site = CertificateAuthority.selfSigned(
                "site CA", Built.at().minus(Duration.ofDays(2000)), Built.at().plus(Duration.ofDays(4000)));
        Files.writeString(here.resolve("request.pem"), request);
        Files.writeString(
                here.resolve("ca.pem"),
                Pem.text("CERTIFICATE", site.certificate().getEncoded()));
        Files.writeString(
                here.resolve("ca.key"), Pem.text("PRIVATE KEY", site.key().getEncoded()));
        openssl(
                here,
                "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -copy_extensions copyall -days 1000 -out signed.pem");
        Path chain = here.resolve("signed.pem");
        return Files.writeString(chain, Files.readString(chain) + Files.readString(here.resolve("ca.pem")));
    }

    private static void openssl(Path folder, String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(Arrays.asList(arguments.split(" ")));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(Files.readString(folder.resolve("output")), 0, process.exitValue());
    }
}

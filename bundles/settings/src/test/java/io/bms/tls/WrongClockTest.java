// SPDX-License-Identifier: GPL-3.0-only
package io.bms.tls;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.bms.time.Built;
import io.bms.time.GatewayClock;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A certificate that was good on the day of the build and has ended since tells by which time it is judged. */
public final class WrongClockTest {
    private static final int SOON_MILLIS = 10_000;
    private static final Clock IN_1970 = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private SSLContext server;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.getRoot().toPath().resolve(name), text);
    }

    /** What a site's CA issued long after the build is good, too. */
    @Test
    public void context_clockBeforeTheBuildAndALaterTimeKept_judgesByThat() throws Exception {
        Instant kept = Built.at().plus(Duration.ofDays(5_000));
        TlsFiles trusting = serve(kept.minus(Duration.ofDays(10)), kept.plus(Duration.ofDays(10)));
        System.setProperty(GatewayClock.KEPT, kept.toString());
        try {
            assertEquals("TLSv1.3", handshake(server, trusting.context(IN_1970)));
        } finally {
            System.clearProperty(GatewayClock.KEPT);
        }
        assertThrows(SSLException.class, () -> handshake(server, trusting.context(IN_1970)));
    }

    @Test
    public void context_clockBeforeTheBuild_judgesByTheDayOfTheBuild() throws Exception {
        TlsFiles trusting =
                serve(Built.at().minus(Duration.ofDays(10)), Built.at().plus(Duration.ofMinutes(1)));
        assertEquals("TLSv1.3", handshake(server, trusting.context(IN_1970)));
        assertThrows(SSLException.class, () -> handshake(server, trusting.context()));
        assertThrows(
                "what Java trusts has not signed it",
                SSLException.class,
                () -> handshake(server, TlsFiles.NONE.context(IN_1970)));
    }

    /** Makes a server whose certificate is good then, and what trusts its CA. */
    private TlsFiles serve(Instant from, Instant until) throws IOException, GeneralSecurityException {
        CertificateAuthority authority = CertificateAuthority.selfSigned(
                "CA", Built.at().minus(Duration.ofDays(10)), Built.at().plus(Duration.ofDays(9_000)));
        KeyPair keys = CertificateAuthority.newKeys();
        Names names = new Names(Set.of(), Set.of("127.0.0.1"), Set.of());
        Path ca =
                write("ca.pem", Pem.text("CERTIFICATE", authority.certificate().getEncoded()));
        Path own = write(
                "own.pem",
                Pem.text("PRIVATE KEY", keys.getPrivate().getEncoded())
                        + Pem.text(
                                "CERTIFICATE",
                                authority
                                        .issue(keys.getPublic(), "server", names, from, until)
                                        .getEncoded()));
        server = TlsFiles.of("", own.toString(), own.toString()).context();
        return TlsFiles.of(ca.toString(), "", "");
    }

    /** @return the protocol that was agreed */
    private static String handshake(SSLContext server, SSLContext client) throws IOException {
        try (SSLServerSocket port = (SSLServerSocket)
                        server.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                SSLSocket socket =
                        (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", port.getLocalPort())) {
            socket.setSoTimeout(SOON_MILLIS);
            port.setSoTimeout(SOON_MILLIS);
            CompletableFuture.runAsync(() -> answer(port));
            socket.startHandshake();
            return socket.getSession().getProtocol();
        }
    }

    private static void answer(SSLServerSocket port) {
        try (SSLSocket accepted = (SSLSocket) port.accept()) {
            accepted.setSoTimeout(SOON_MILLIS);
            accepted.startHandshake();
        } catch (IOException refused) {
            // the client says so
        }
    }
}

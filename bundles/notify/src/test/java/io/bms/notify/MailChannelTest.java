// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.notify.NotifySettings.Security;
import io.bms.testkit.FakeSmtp;
import io.bms.testkit.FakeSmtp.Mood;
import io.bms.testkit.ManualClock;
import io.bms.testkit.TestAuthority;
import io.bms.tls.Names;
import io.bms.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Over SMTP, to a server that behaves, and to ones that do not. */
public class MailChannelTest {
    private static final Notice NOTICE = new Notice(
            "7f1c",
            "mail:ops@example.com",
            ManualClock.START,
            "[high] Zuluft zu hei\u00df",
            "Alarm:\n  high  \u00fc\n",
            "{}");
    /** Of each answer; a server that hangs is given up after it. */
    private static final int DEADLINE_MS = 1_500;
    /** Of all; more than any test takes, but for the one of a server that is slow beyond measure. */
    private static final int WHOLE_MS = 6_000;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private MailChannel channel(FakeSmtp server, Security security, Optional<Path> ca, Optional<Path> password) {
        return new MailChannel(
                new NotifySettings.Smtp(
                        "localhost",
                        server.port(),
                        security,
                        ca,
                        password.map(it -> "gateway"),
                        password,
                        "bms@example.com"),
                "ops@example.com",
                new MailChannel.Deadlines(DEADLINE_MS, WHOLE_MS));
    }

    private MailChannel plain(FakeSmtp server) {
        return channel(server, Security.NONE, Optional.empty(), Optional.empty());
    }

    private static FakeSmtp withoutTls() throws IOException {
        return new FakeSmtp((SSLContext) null);
    }

    @Test
    public void notice_arrivesWithItsWords_andTheSameIdEachTime() throws Exception {
        try (FakeSmtp server = withoutTls()) {
            plain(server).deliver(NOTICE);
            plain(server).deliver(NOTICE);
            assertEquals(2, server.messages().size());
            assertEquals(server.messages().get(0), server.messages().get(1));
            String message = server.messages().get(0);
            assertTrue(message, message.contains("\nMessage-ID: <7f1c@bms-gateway>\n"));
            assertTrue(message, message.contains("Subject: =?UTF-8?"));
            assertTrue(message, message.contains("From: bms@example.com"));
            assertTrue(message, message.contains("To: ops@example.com"));
            assertTrue(message, message.contains("Auto-Submitted: auto-generated"));
            assertTrue(server.commands().toString(), server.commands().contains("RCPT TO:<ops@example.com>"));
        }
    }

    @Test
    public void server_thatRefuses_isAFailureInItsWords() throws Exception {
        try (FakeSmtp server = withoutTls()) {
            server.mood(Mood.GREYLISTS);
            assertFails(plain(server), "451 try again later");
            server.mood(Mood.REFUSES);
            assertFails(plain(server), "550 no such user");
            assertEquals(List.of(), server.messages());
            server.mood(Mood.GOOD);
            plain(server).deliver(NOTICE);
            assertEquals(1, server.messages().size());
        }
    }

    @Test
    public void server_thatHangs_speaksNoSmtpOrIsNotThere_isAFailure() throws Exception {
        int port;
        try (FakeSmtp server = withoutTls()) {
            server.mood(Mood.HANGS);
            assertThrows(IOException.class, () -> plain(server).deliver(NOTICE));
            port = server.port();
        }
        try (FakeSmtp server = withoutTls()) {
            server.mood(Mood.BABBLES);
            assertThrows(IOException.class, () -> plain(server).deliver(NOTICE));
            assertEquals(List.of(), server.messages());
        }
        assertTrue(port > 0);
    }

    /** Each octet comes within the deadline of an answer, and there is no end of them. */
    @Test
    public void server_thatDripsItsAnswer_isGivenUpAfterTheWholeDeadline() throws Exception {
        try (FakeSmtp server = withoutTls()) {
            server.mood(Mood.DRIPS);
            assertFails(plain(server), "the server was too slow: it had not taken it after " + WHOLE_MS + " ms");
            assertEquals(List.of(), server.messages());
        }
    }

    /** Whether it was taken nobody knows: a double may be, a loss may not. */
    @Test
    public void server_thatIsCutAfterTheMessage_isAFailure_andTheSecondIsTheSame() throws Exception {
        try (FakeSmtp server = withoutTls()) {
            server.mood(Mood.CUTS_AFTER_DATA);
            assertThrows(IOException.class, () -> plain(server).deliver(NOTICE));
            server.mood(Mood.GOOD);
            plain(server).deliver(NOTICE);
            assertEquals(2, server.messages().size());
            assertEquals(server.messages().get(0), server.messages().get(1));
        }
    }

    @Test
    public void starttls_thatIsNotOffered_sendsNeitherPasswordNorMail() throws Exception {
        Path password = folder.newFile().toPath();
        Files.writeString(password, "s3cret\n");
        try (FakeSmtp server = withoutTls()) {
            assertThrows(
                    IOException.class, () -> channel(server, Security.STARTTLS, Optional.empty(), Optional.of(password))
                            .deliver(NOTICE));
            assertFalse(
                    server.commands().toString(),
                    server.commands().stream().anyMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL")));
        }
    }

    @Test
    public void starttls_byACertificateOfTheServersName_sendsPasswordAndMail() throws Exception {
        Path password = folder.newFile().toPath();
        Files.writeString(password, "s3cret\n");
        TestAuthority authority = new TestAuthority(folder.getRoot().toPath(), "Test CA");
        TestAuthority.Signed own = named(authority, "localhost");
        try (FakeSmtp server = new FakeSmtp(context(own))) {
            channel(server, Security.STARTTLS, Optional.of(authority.caFile()), Optional.of(password))
                    .deliver(NOTICE);
            assertEquals(1, server.messages().size());
            assertTrue(
                    server.commands().toString(),
                    server.commands().stream().anyMatch(line -> line.startsWith("AUTH PLAIN")));
        }
    }

    @Test
    public void tls_fromTheFirstOctet_sendsPasswordAndMail_toTheServerOfThatNameOnly() throws Exception {
        Path password = folder.newFile().toPath();
        Files.writeString(password, "s3cret\n");
        TestAuthority authority = new TestAuthority(folder.getRoot().toPath(), "Test CA");
        try (FakeSmtp server = FakeSmtp.encrypted(context(named(authority, "localhost")))) {
            channel(server, Security.TLS, Optional.of(authority.caFile()), Optional.of(password))
                    .deliver(NOTICE);
            assertEquals(1, server.messages().size());
            server.mood(Mood.DRIPS);
            assertFails(
                    channel(server, Security.TLS, Optional.of(authority.caFile()), Optional.of(password)),
                    "the server was too slow");
        }
        try (FakeSmtp server = FakeSmtp.encrypted(context(named(authority, "mail.example.com")))) {
            assertThrows(IOException.class, () -> channel(
                            server, Security.TLS, Optional.of(authority.caFile()), Optional.of(password))
                    .deliver(NOTICE));
            assertEquals(List.of(), server.messages());
        }
    }

    @Test
    public void starttls_byAnothersCertificate_sendsNeitherPasswordNorMail() throws Exception {
        Path password = folder.newFile().toPath();
        Files.writeString(password, "s3cret\n");
        TestAuthority authority = new TestAuthority(folder.getRoot().toPath(), "Test CA");
        TestAuthority.Signed another = named(authority, "mail.example.com");
        try (FakeSmtp server = new FakeSmtp(context(another))) {
            assertThrows(IOException.class, () -> channel(
                            server, Security.STARTTLS, Optional.of(authority.caFile()), Optional.of(password))
                    .deliver(NOTICE));
            assertFalse(
                    server.commands().toString(),
                    server.commands().stream().anyMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL")));
        }
    }

    private static TestAuthority.Signed named(TestAuthority authority, String host) throws Exception {
        return authority.sign(host, new Names(Set.of(host), Set.of(), Set.of()), Duration.ofDays(1));
    }

    private static SSLContext context(TestAuthority.Signed own) throws IOException {
        return new TlsFiles(Optional.empty(), Optional.of(own.certificateFile()), Optional.of(own.keyFile())).context();
    }

    private static void assertFails(MailChannel channel, String words) {
        IOException failed = assertThrows(IOException.class, () -> channel.deliver(NOTICE));
        assertTrue(failed.getMessage(), failed.getMessage().contains(words));
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.audit.AuditAct;
import io.bms.api.audit.AuditActor;
import io.bms.api.audit.AuditOutcome;
import io.bms.testkit.Await;
import io.bms.testkit.TestAuthority;
import io.bms.tls.TlsFiles;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class SyslogFeedTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Pattern SEQ = Pattern.compile(" seq=\"(\\d+)\"");
    private static final SyslogFeed.Pace NEVER_SURE =
            new SyslogFeed.Pace(Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofHours(1));
    private static final SyslogFeed.Pace SURE_AT_ONCE =
            new SyslogFeed.Pace(Duration.ofMillis(20), Duration.ofMillis(50), Duration.ZERO);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Clock clock = Clock.systemUTC();
    private TestAuthority authority;
    private SqliteAuditStore store;
    private ChainWriter writer;
    private Optional<SyslogFeed> feed = Optional.empty();
    private Optional<Collector> collector = Optional.empty();

    /** Takes frames, one connection after another. */
    private final class Collector implements AutoCloseable {
        private final SSLServerSocket server;
        private final List<String> messages = new CopyOnWriteArrayList<>();
        private volatile SSLSocket client;

        Collector(int port, TestAuthority.Signed own) throws Exception {
            TlsFiles files =
                    new TlsFiles(Optional.empty(), Optional.of(own.certificateFile()), Optional.of(own.keyFile()));
            server = (SSLServerSocket) files.context()
                    .getServerSocketFactory()
                    .createServerSocket(port, 5, InetAddress.getByName("127.0.0.1"));
            Thread thread = new Thread(this::take, "collector");
            thread.setDaemon(true);
            thread.start();
        }

        private void take() {
            while (!server.isClosed()) {
                try (SSLSocket one = (SSLSocket) server.accept()) {
                    client = one;
                    InputStream in = new BufferedInputStream(one.getInputStream());
                    Optional<String> next = frame(in);
                    while (next.isPresent()) {
                        messages.add(next.get());
                        next = frame(in);
                    }
                } catch (IOException e) {
                    // The other side goes, and comes again.
                }
            }
        }

        private static Optional<String> frame(InputStream in) throws IOException {
            int length = 0;
            for (int digit = in.read(); digit != ' '; digit = in.read()) {
                if (digit < 0) {
                    return Optional.empty();
                }
                length = length * 10 + digit - '0';
            }
            return Optional.of(new String(in.readNBytes(length), StandardCharsets.UTF_8));
        }

        List<Long> numbers() {
            return messages.stream()
                    .map(SEQ::matcher)
                    .filter(Matcher::find)
                    .map(found -> Long.valueOf(found.group(1)))
                    .toList();
        }

        void cut() throws IOException {
            client.close();
        }

        @Override
        public void close() throws IOException {
            server.close();
            if (client != null) {
                client.close();
            }
        }
    }

    @Before
    public void start() throws Exception {
        authority = new TestAuthority(folder.newFolder("ca").toPath(), "site");
        store = new SqliteAuditStore(folder.getRoot().toPath());
        writer = new ChainWriter(store, clock, new AuditProblems(clock, List.of(), false));
    }

    @After
    public void stop() throws IOException {
        feed.ifPresent(SyslogFeed::close);
        if (collector.isPresent()) {
            collector.get().close();
        }
        store.close();
    }

    private Collector collect(int port) throws Exception {
        Collector opened = new Collector(port, authority.server("collector"));
        collector = Optional.of(opened);
        return opened;
    }

    private void feed(int port, SyslogFeed.Pace pace) {
        TlsFiles files = new TlsFiles(Optional.of(authority.caFile()), Optional.empty(), Optional.empty());
        feed = Optional.of(new SyslogFeed(new AuditSettings.Syslog("127.0.0.1", port, files), store, clock, pace));
    }

    private void put(String object) {
        writer.put(
                new AuditAct(AuditActor.rest("anna", "10.0.0.7"), "write", object),
                Optional.of(AuditOutcome.denied("no \"right\" [here]\\")),
                Optional.empty());
        writer.write();
    }

    @Test
    public void records_areMessagesOfTheStandard() throws Exception {
        put("point 1");
        Collector there = collect(0);
        feed(there.server.getLocalPort(), NEVER_SURE);
        Await.until(() -> there.messages.size() == 1, SOON, "the message");
        String message = there.messages.get(0);
        assertTrue(
                message,
                message.matches("<108>1 \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z - bms-gateway - audit \\["
                        + "audit@32473 seq=\"1\" ms=\"\\d+\" actor=\"anna\" door=\"rest\" origin=\"10\\.0\\.0\\.7\" action=\"write\""
                        + " object=\"point 1\" result=\"denied\" reason=\"no \\\\\"right\\\\\" \\[here\\\\]\\\\\\\\\""
                        + " hash=\"[0-9a-f]{64}\"\\] \ufeffanna write point 1 denied"));
        assertTrue(message, message.contains(writer.end().hex()));
    }

    @Test
    public void collectorAway_waitsAndLosesNothing() throws Exception {
        Collector first = collect(0);
        int port = first.server.getLocalPort();
        first.close();
        put("point 1");
        feed(port, NEVER_SURE);
        Await.until(() -> !feed.get().current().isEmpty(), SOON, "the problem");
        put("point 2");
        Collector back = collect(port);
        Await.until(() -> back.numbers().equals(List.of(1L, 2L)), SOON, "both records");
        Await.until(() -> feed.get().current().isEmpty(), SOON, "the end of the problem");
        put("point 3");
        Await.until(() -> back.numbers().equals(List.of(1L, 2L, 3L)), SOON, "the next record");
    }

    /** Nobody acknowledges there, so what was sent shortly before a loss is sent again. */
    @Test
    public void connectionLost_sendsAgainWhatMayNotHaveArrived() throws Exception {
        put("point 1");
        Collector there = collect(0);
        feed(there.server.getLocalPort(), NEVER_SURE);
        Await.until(() -> there.numbers().equals(List.of(1L)), SOON, "the record");
        there.cut();
        put("point 2");
        Await.until(() -> there.numbers().equals(List.of(1L, 1L, 2L)), SOON, "all again");
    }

    @Test
    public void restart_goesOnAfterWhatHasArrived() throws Exception {
        put("point 1");
        Collector there = collect(0);
        feed(there.server.getLocalPort(), SURE_AT_ONCE);
        Await.until(() -> store.told() == 1, SOON, "the record to count as arrived");
        feed.get().close();
        put("point 2");
        feed(there.server.getLocalPort(), SURE_AT_ONCE);
        Await.until(() -> there.numbers().equals(List.of(1L, 2L)), SOON, "the next one only");
    }

    @Test
    public void strangersCertificate_isNotTrusted() throws Exception {
        TestAuthority other = new TestAuthority(folder.newFolder("other").toPath(), "other");
        Collector there = new Collector(0, other.server("collector"));
        collector = Optional.of(there);
        put("point 1");
        feed(there.server.getLocalPort(), NEVER_SURE);
        Await.until(() -> !feed.get().current().isEmpty(), SOON, "the problem");
        assertEquals(List.of(), there.messages);
    }
}

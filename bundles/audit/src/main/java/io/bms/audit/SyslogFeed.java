// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import io.bms.api.status.StatusItem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the chain to a syslog collector over TLS (RFC 5425), from where it had come to, in order. Nobody answers there,
 * so a record counts as arrived once its connection has lived on for longer than TCP tries; what was sent later is sent
 * again after a loss of the connection or a restart. The collector knows what it has twice by the number.
 *
 * <p>Thread: bms-audit-syslog; {@link #current}: any.
 */
final class SyslogFeed implements AutoCloseable {
    /** Longer than Linux sends a packet again that nobody acknowledges (15 min with {@code tcp_retries2} = 15). */
    static final Duration ARRIVED = Duration.ofMinutes(20);

    private static final Logger LOG = LoggerFactory.getLogger(SyslogFeed.class);
    private static final int AT_ONCE = 100;
    private static final int CONNECT_MS = 10_000;
    private static final int CLOSE_SECONDS = 5;

    private final AuditSettings.Syslog collector;
    private final AuditStore store;
    private final Clock clock;
    private final Pace pace;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "bms-audit-syslog");
    private volatile Optional<StatusItem.Problem> failing = Optional.empty();

    private record Sent(long seq, Instant at) {}

    /**
     * @param look how often it is looked for new records, and whether the collector has closed
     * @param again how long until the next attempt to connect
     * @param arrived after what time on a living connection a record counts as arrived
     */
    record Pace(Duration look, Duration again, Duration arrived) {
        static final Pace NORMAL = new Pace(Duration.ofSeconds(1), Duration.ofSeconds(15), ARRIVED);
    }

    SyslogFeed(AuditSettings.Syslog collector, AuditStore store, Clock clock, Pace pace) {
        this.collector = collector;
        this.store = store;
        this.clock = clock;
        this.pace = pace;
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** That the collector is not reached, if it is not. */
    List<StatusItem> current() {
        return failing.<List<StatusItem>>map(List::of).orElse(List.of());
    }

    private void run() {
        while (!isClosedWithin(Duration.ZERO)) {
            try (SSLSocket socket = connect()) {
                worked();
                send(socket);
            } catch (IOException | UncheckedIOException e) {
                failed(e);
                isClosedWithin(pace.again());
            }
        }
    }

    private SSLSocket connect() throws IOException {
        SSLContext context = collector.files().context(clock);
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(collector.host(), collector.port()), CONNECT_MS);
            plain.setKeepAlive(true);
            SSLSocket socket = (SSLSocket)
                    context.getSocketFactory().createSocket(plain, collector.host(), collector.port(), true);
            SSLParameters terms = socket.getSSLParameters();
            terms.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(terms);
            socket.setSoTimeout(CONNECT_MS);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    /** Until it is closed; returns then only. */
    private void send(SSLSocket socket) throws IOException {
        socket.setSoTimeout(Math.max(1, (int) pace.look().toMillis()));
        OutputStream out = socket.getOutputStream();
        Deque<Sent> sent = new ArrayDeque<>();
        long cursor = Math.min(store.told(), store.end().seq());
        while (!isClosedWithin(Duration.ZERO)) {
            List<ChainTable.Stored> next = store.after(cursor, AT_ONCE);
            for (ChainTable.Stored stored : next) {
                out.write(SyslogForm.frame(stored));
                cursor = stored.record().seq();
            }
            out.flush();
            if (!next.isEmpty()) {
                sent.add(new Sent(cursor, clock.instant()));
            }
            if (next.size() < AT_ONCE) {
                requireOpen(socket);
            }
            confirm(sent);
        }
    }

    /** Waits a look's time for the collector to say something, which it does only by closing. */
    private static void requireOpen(SSLSocket socket) throws IOException {
        try {
            if (socket.getInputStream().read() < 0) {
                throw new IOException("the collector has closed the connection");
            }
        } catch (SocketTimeoutException e) {
            LOG.trace("the collector is still there", e);
        }
    }

    private void confirm(Deque<Sent> sent) {
        Instant before = clock.instant().minus(pace.arrived());
        long arrived = -1;
        while (!sent.isEmpty() && !sent.peek().at().isAfter(before)) {
            arrived = sent.poll().seq();
        }
        if (arrived >= 0) {
            store.told(arrived);
        }
    }

    private boolean isClosedWithin(Duration time) {
        try {
            return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void failed(Exception why) {
        if (failing.isPresent()) {
            LOG.debug("the collector of the audit is not reached", why);
            return;
        }
        String where = collector.host() + ":" + collector.port();
        LOG.warn("the audit cannot be sent to {}, and waits: {}", where, why.getMessage());
        failing = Optional.of(new StatusItem.Problem(
                "audit_not_sent",
                "the audit cannot be sent to the syslog collector " + where + ", and waits here as long as it is kept: "
                        + why.getMessage(),
                clock.instant()));
    }

    private void worked() {
        if (failing.isPresent()) {
            LOG.info("the collector of the audit is reached again");
            failing = Optional.empty();
        }
    }
}

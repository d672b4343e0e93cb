// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import io.bms.testkit.TestAuthority;
import io.bms.tls.TlsFiles;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A syslog collector over TLS (RFC 5425) that keeps the numbers of the audit's records. */
public final class SyslogCollector implements AutoCloseable {
    private static final Pattern SEQ = Pattern.compile("<108>1 .* \\[audit@32473 seq=\"(\\d+)\"");

    private final SSLServerSocket server;
    private final SortedSet<Long> numbers;
    private volatile Optional<SSLSocket> client = Optional.empty();

    /** @param numbers of the records that have come, in this one or one before it */
    public SyslogCollector(int port, TestAuthority.Signed shown, SortedSet<Long> numbers) throws IOException {
        TlsFiles files =
                new TlsFiles(Optional.empty(), Optional.of(shown.certificateFile()), Optional.of(shown.keyFile()));
        this.numbers = numbers;
        server = (SSLServerSocket) files.context()
                .getServerSocketFactory()
                .createServerSocket(port, 5, InetAddress.getByName("127.0.0.1"));
        Thread thread = new Thread(this::take, "syslog-collector");
        thread.setDaemon(true);
        thread.start();
    }

    /** Of the records that have come. */
    public SortedSet<Long> arrived() {
        return numbers;
    }

    /** What two collectors, one after the other, can share. */
    public static SortedSet<Long> numbers() {
        return new ConcurrentSkipListSet<>();
    }

    private void take() {
        while (!server.isClosed()) {
            try (SSLSocket one = (SSLSocket) server.accept()) {
                client = Optional.of(one);
                InputStream in = new BufferedInputStream(one.getInputStream());
                while (took(in)) {
                    // the next
                }
            } catch (IOException e) {
                // The other side goes, and comes again.
            }
        }
    }

    /** One message, after its length (RFC 5425, 4.3). */
    private boolean took(InputStream in) throws IOException {
        int length = 0;
        for (int digit = in.read(); digit != ' '; digit = in.read()) {
            if (digit < 0) {
                return false;
            }
            length = length * 10 + digit - '0';
        }
        Matcher seq = SEQ.matcher(new String(in.readNBytes(length), StandardCharsets.UTF_8));
        if (seq.find()) {
            numbers.add(Long.valueOf(seq.group(1)));
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        server.close();
        if (client.isPresent()) {
            client.get().close();
        }
    }
}

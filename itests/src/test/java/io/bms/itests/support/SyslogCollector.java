// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import io.bms.testkit.TestAuthority;
import io.bms.tls.TlsFiles;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A collector of syslog over TLS (RFC 5425) that keeps every message in the order in which they come. */
public final class SyslogCollector implements AutoCloseable {
    private final SSLServerSocket server;
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final Set<SSLSocket> senders = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::take, "collector");

    /** Listens on a port of 127.0.0.1 and asks for a certificate of that CA. */
    public SyslogCollector(int port, TestAuthority authority, TestAuthority.Signed own) throws IOException {
        TlsFiles files = TlsFiles.of(
                authority.caFile().toString(),
                own.certificateFile().toString(),
                own.keyFile().toString());
        server = (SSLServerSocket) files.context()
                .getServerSocketFactory()
                .createServerSocket(port, 5, InetAddress.getByName("127.0.0.1"));
        server.setNeedClientAuth(true);
        thread.setDaemon(true);
        thread.start();
    }

    private void take() {
        while (!server.isClosed()) {
            try (SSLSocket sender = (SSLSocket) server.accept()) {
                senders.add(sender);
                InputStream in = new BufferedInputStream(sender.getInputStream());
                while (true) {
                    messages.add(message(in));
                }
            } catch (IOException e) {
                // The sender has gone, or this is closed.
            }
        }
    }

    private static String message(InputStream in) throws IOException {
        int length = 0;
        for (int digit = in.read(); digit != ' '; digit = in.read()) {
            if (digit < '0' || digit > '9') {
                throw new IOException("no length of a frame, but " + digit);
            }
            length = length * 10 + digit - '0';
        }
        byte[] text = in.readNBytes(length);
        if (text.length < length) {
            throw new IOException("a message that was cut");
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    public List<String> messages() {
        return List.copyOf(messages);
    }

    /** Goes away without a goodbye to whoever sends. */
    @Override
    public void close() throws IOException {
        server.close();
        for (SSLSocket sender : senders) {
            sender.close();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

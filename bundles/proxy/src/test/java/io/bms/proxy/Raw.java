// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A connection to the web port that sends what it is told, byte by byte if need be. */
final class Raw implements Closeable {
    private static final int SOON_MS = 10_000;

    private final Socket socket = new Socket();

    /** From a given address of this machine, since all of 127.0.0.0/8 are its own. */
    Raw(ProxyServer proxy, String from) throws IOException {
        int colon = proxy.authority().indexOf(':');
        socket.setReceiveBufferSize(8 * 1024);
        socket.setSoTimeout(SOON_MS);
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress(
                proxy.authority().substring(0, colon),
                Integer.parseInt(proxy.authority().substring(colon + 1))));
    }

    Raw(ProxyServer proxy) throws IOException {
        this(proxy, "127.0.0.1");
    }

    Raw send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** All that comes until the other side closes. */
    String all() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** As many characters as asked for, or fewer at the end. */
    String some(int count) throws IOException {
        return new String(socket.getInputStream().readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    /** A head, with the empty line that ends it. */
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = socket.getInputStream().read();
            if (octet < 0) {
                throw new EOFException("no whole head: " + head);
            }
            head.append((char) octet);
        }
        return head.toString();
    }

    /** True once something can be read. */
    boolean isAnswered() {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** True once the other side has closed, unless it sends something first. */
    boolean isClosed() throws IOException {
        socket.setSoTimeout(1);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        } finally {
            socket.setSoTimeout(SOON_MS);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

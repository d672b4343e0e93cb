// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.SocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the sockets of one delivery, so that they can be closed from outside: a server that sends an octet now and
 * then is within every deadline of a single read. Thread: any.
 */
final class TrackedSockets extends SocketFactory {
    private static final Logger LOG = LoggerFactory.getLogger(TrackedSockets.class);

    private final SocketFactory sockets;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile boolean cut;

    TrackedSockets(SocketFactory sockets) {
        this.sockets = sockets;
    }

    /** Whether it was cut. */
    boolean isCut() {
        return cut;
    }

    /** Closes them; whoever reads from one of them fails. */
    void cut() {
        cut = true;
        for (Socket socket : open) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("a socket does not close: {}", e.getMessage());
            }
        }
    }

    private Socket tracked(Socket socket) {
        open.add(socket);
        return socket;
    }

    @Override
    public Socket createSocket() throws IOException {
        return tracked(sockets.createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return tracked(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        return tracked(sockets.createSocket(host, port, from, fromPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return tracked(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        return tracked(sockets.createSocket(host, port, from, fromPort));
    }
}

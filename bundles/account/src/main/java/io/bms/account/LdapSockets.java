// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.SocketFactory;

/**
 * The sockets of one exchange with a directory: none waits for longer than its time for a single answer, and {@link
 * #close} ends all of them, for whoever waits on another thread. JNDI makes a factory by its class's name, so it is
 * told which one by the thread that connects. Public for that alone.
 */
public final class LdapSockets extends SocketFactory implements AutoCloseable {
    private static final ThreadLocal<LdapSockets> CURRENT = new ThreadLocal<>();

    /** JNDI ends a wait for an answer and says so; a socket that ended it first would be a closed connection. */
    private static final int AFTER_JNDI_MS = 500;

    private final SocketFactory made;
    private final int timeoutMs;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    LdapSockets(SocketFactory made, int timeoutMs) {
        this.made = made;
        this.timeoutMs = timeoutMs;
    }

    /** For JNDI: that of the exchange on this thread. */
    public static SocketFactory getDefault() {
        return CURRENT.get();
    }

    /** From now on this thread connects with these; null ends that. */
    static void use(LdapSockets sockets) {
        if (sockets == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(sockets);
        }
    }

    @Override
    public Socket createSocket() throws IOException {
        return kept(made.createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(createSocket(), InetAddress.getByName(host), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(createSocket(), host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(InetAddress.getByName(host), port, local, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        Socket socket = createSocket();
        socket.bind(new InetSocketAddress(local, localPort));
        return connected(socket, host, port);
    }

    private Socket connected(Socket socket, InetAddress host, int port) throws IOException {
        socket.connect(new InetSocketAddress(host, port), timeoutMs);
        return socket;
    }

    private Socket kept(Socket socket) throws IOException {
        sockets.add(socket);
        socket.setSoTimeout(timeoutMs + AFTER_JNDI_MS);
        if (closed) {
            close();
            throw new IOException("the time for an answer is over");
        }
        return socket;
    }

    @Override
    public void close() {
        closed = true;
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is of no use to anybody any longer.
            }
        }
    }
}

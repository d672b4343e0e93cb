// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ServerSocketFactory;

/** Lets every client in, then either sends back what it gets, or sends as much as is taken; or lets nobody in. */
final class FakeBroker implements Closeable {
    static final byte[] CONNACK = {0x20, 3, 0, 0, 0};
    static final byte[] WRONG_CREDENTIALS = {0x20, 3, 0, (byte) 0x86, 0};

    private final ServerSocket server;
    /** The far ends of its connections. */
    final Queue<SocketAddress> clients = new ConcurrentLinkedQueue<>();

    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final boolean floods;
    private final byte[] connack;
    final AtomicLong sent = new AtomicLong();
    final AtomicInteger accepted = new AtomicInteger();
    private volatile boolean abandoned;

    private FakeBroker(boolean floods, byte[] connack, ServerSocketFactory sockets) throws IOException {
        this.floods = floods;
        this.connack = connack;
        server = sockets.createServerSocket(0, 500, InetAddress.getLoopbackAddress());
        start("accept", this::accept);
    }

    static FakeBroker echoing() throws IOException {
        return echoing(ServerSocketFactory.getDefault());
    }

    static FakeBroker echoing(ServerSocketFactory sockets) throws IOException {
        return new FakeBroker(false, CONNACK, sockets);
    }

    static FakeBroker flooding() throws IOException {
        return new FakeBroker(true, CONNACK, ServerSocketFactory.getDefault());
    }

    static FakeBroker refusing() throws IOException {
        return new FakeBroker(false, WRONG_CREDENTIALS, ServerSocketFactory.getDefault());
    }

    int port() {
        return server.getLocalPort();
    }

    /** A client that was being flooded is gone. */
    boolean isAbandoned() {
        return abandoned;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket socket = server.accept();
            accepted.incrementAndGet();
            clients.add(socket.getRemoteSocketAddress());
            sockets.add(socket);
            start("client", () -> serve(socket));
        }
    }

    private void serve(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        byte[] buffer = new byte[64 * 1024];
        int first = in.read(buffer);
        out.write(connack);
        if (floods && first > 0) {
            flood(out, buffer);
        }
        for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
            out.write(buffer, 0, count);
        }
        socket.close();
    }

    private void flood(OutputStream out, byte[] buffer) throws IOException {
        try {
            while (true) {
                out.write(buffer);
                sent.addAndGet(buffer.length);
            }
        } finally {
            abandoned = true;
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(String role, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closedByTheTest) {
                        // the end of this thread
                    }
                },
                "fake-broker-" + role);
        thread.setDaemon(true);
        thread.start();
    }
}

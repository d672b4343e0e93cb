// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** A cable between a client and the broker that can be cut, left unplugged, and fall silent. */
public final class Cable implements AutoCloseable {
    private final ServerSocket server;
    private final int to;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean unplugged;
    private volatile boolean silent;
    private volatile int bytesPerSecond = Integer.MAX_VALUE;

    public Cable(int to) {
        this.to = to;
        try {
            server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Breaks every connection, without a word. */
    public void cut() {
        sockets.forEach(Cable::close);
        sockets.clear();
    }

    /** Cuts, and lets nobody through until it is plugged in. */
    public void unplug() {
        unplugged = true;
        cut();
    }

    public void plugIn() {
        unplugged = false;
    }

    /** From now on whatever is sent, either way, is lost without a word; connections seem to hold. */
    public void fallSilent() {
        silent = true;
    }

    /** What is sent over connections made from now on arrives; those from before have lost bytes, and break. */
    public void speak() {
        silent = false;
        cut();
    }

    /** Lets no more through from now on, each way of each connection. */
    public Cable narrow(int bytes) {
        bytesPerSecond = bytes;
        return this;
    }

    @Override
    public void close() {
        cut();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                if (unplugged) {
                    near.close();
                    continue;
                }
                connect(near);
            }
        } catch (IOException e) {
            cut();
        }
    }

    private void connect(Socket near) {
        try {
            Socket far = new Socket(InetAddress.getLoopbackAddress(), to);
            sockets.add(near);
            sockets.add(far);
            run(() -> copy(near, far));
            run(() -> copy(far, near));
        } catch (IOException e) {
            // The broker is down, and so is this connection.
            close(near);
        }
    }

    private void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[8192];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                if (bytesPerSecond != Integer.MAX_VALUE) {
                    LockSupport.parkNanos(count * 1_000_000_000L / bytesPerSecond);
                }
                if (!silent) {
                    out.write(bytes, 0, count);
                }
            }
        } catch (IOException e) {
            // Cut.
        }
        close(from);
        close(to);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(Runnable task) {
        Thread thread = new Thread(task, "test-cable");
        thread.setDaemon(true);
        thread.start();
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.atomic.AtomicLong;

/** Stands before a device and counts the payload bytes of both directions. */
final class UdpMeter implements AutoCloseable {
    private static final int DATAGRAM = 2048;

    private final DatagramChannel front;
    private final DatagramChannel back;
    private final InetSocketAddress device;
    private final AtomicLong bytes = new AtomicLong();
    private volatile SocketAddress client;

    UdpMeter(InetSocketAddress front, InetSocketAddress back, InetSocketAddress device) throws IOException {
        this.front = DatagramChannel.open().bind(front);
        this.back = DatagramChannel.open().bind(back);
        this.device = device;
        start("front", () -> pump(this.front, true));
        start("back", () -> pump(this.back, false));
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, "udp-meter-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void pump(DatagramChannel from, boolean towardsDevice) {
        ByteBuffer buffer = ByteBuffer.allocate(DATAGRAM);
        try {
            while (true) {
                buffer.clear();
                SocketAddress sender = from.receive(buffer);
                buffer.flip();
                bytes.addAndGet(buffer.remaining());
                if (towardsDevice) {
                    client = sender;
                    back.send(buffer, device);
                } else if (client != null) {
                    front.send(buffer, client);
                }
            }
        } catch (AsynchronousCloseException closed) {
            // The end.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long bytes() {
        return bytes.get();
    }

    @Override
    public void close() throws IOException {
        front.close();
        back.close();
    }
}

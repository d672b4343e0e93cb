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

/** Stands before a device, counts the payload bytes of both directions, and knows when it last reported a change. */
final class UdpMeter implements AutoCloseable {
    private static final int DATAGRAM = 2048;
    private static final int APDU = 6;
    private static final int REPORT_LEAST = 10;
    private static final int KIND = 0xf0;
    private static final int CONFIRMED = 0x00;
    private static final int CONFIRMED_COV = 1;
    private static final int UNCONFIRMED = 0x10;
    private static final int UNCONFIRMED_COV = 2;

    private final DatagramChannel front;
    private final DatagramChannel back;
    private final InetSocketAddress device;
    private final AtomicLong bytes = new AtomicLong();
    private volatile SocketAddress client;
    /** When the newest change was reported, by {@link System#nanoTime}; 0 if none was. */
    private volatile long reportNanos;

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
                    if (isReport(buffer)) {
                        reportNanos = System.nanoTime();
                    }
                    front.send(buffer, client);
                }
            }
        } catch (AsynchronousCloseException closed) {
            // The end.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A notification of a change of value, confirmed or not (ASHRAE 135, 20.1), to somebody on the same network. */
    private static boolean isReport(ByteBuffer packet) {
        if (packet.remaining() < REPORT_LEAST) {
            return false;
        }
        int kind = packet.get(APDU) & KIND;
        return kind == UNCONFIRMED && packet.get(APDU + 1) == UNCONFIRMED_COV
                || kind == CONFIRMED && packet.get(APDU + 3) == CONFIRMED_COV;
    }

    long bytes() {
        return bytes.get();
    }

    long reportNanos() {
        return reportNanos;
    }

    @Override
    public void close() throws IOException {
        front.close();
        back.close();
    }
}

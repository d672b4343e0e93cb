// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands before a device, counts the payload bytes of both directions and the requests for its events, and knows when
 * it last reported a change. It can send an event notification as the device.
 */
final class UdpMeter implements AutoCloseable {
    private static final int DATAGRAM = 2048;
    private static final int APDU = 6;
    private static final int REPORT_LEAST = 10;
    private static final int KIND = 0xf0;
    private static final int CONFIRMED = 0x00;
    private static final int CONFIRMED_COV = 1;
    private static final int UNCONFIRMED = 0x10;
    private static final int UNCONFIRMED_COV = 2;
    private static final int GET_EVENT_INFORMATION = 29;
    private static final int SIMPLE_ACK = 0x20;
    private static final int SIMPLE_ACK_LENGTH = 9;
    private static final int CONFIRMED_EVENT = 2;
    /** What follows the invoke id: process 7, the device. */
    private static final String INITIATOR = "02" + "0907" + "1c%08x";

    /** Analog input 1, number 1, class 1, priority 90, out of range, an alarm, no acknowledgement, now high limit. */
    private static final String EVENT =
            "2c00000001" + "3e19013f" + "4901" + "595a" + "6905" + "8900" + "9900" + "a900" + "b903";

    private final DatagramChannel front;
    private final DatagramChannel back;
    private final InetSocketAddress device;
    private final AtomicLong bytes = new AtomicLong();
    private volatile SocketAddress client;
    /** When the newest change was reported, by {@link System#nanoTime}; 0 if none was. */
    private volatile long reportNanos;

    private final AtomicInteger eventRequests = new AtomicInteger();
    private volatile CompletableFuture<Long> acknowledged = new CompletableFuture<>();
    /** Of the notification whose answer is awaited. */
    private volatile byte invokeId;

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
                    if (buffer.remaining() == SIMPLE_ACK_LENGTH
                            && buffer.get(APDU) == SIMPLE_ACK
                            && buffer.get(APDU + 1) == invokeId
                            && buffer.get(APDU + 2) == CONFIRMED_EVENT) {
                        acknowledged.complete(System.nanoTime());
                        continue;
                    }
                    if (isRequest(buffer, GET_EVENT_INFORMATION)) {
                        eventRequests.incrementAndGet();
                    }
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
        return kind == UNCONFIRMED && packet.get(APDU + 1) == UNCONFIRMED_COV || isRequest(packet, CONFIRMED_COV);
    }

    private static boolean isRequest(ByteBuffer packet, int service) {
        return packet.remaining() >= REPORT_LEAST
                && (packet.get(APDU) & KIND) == CONFIRMED
                && packet.get(APDU + 3) == service;
    }

    /** How often the device was asked for its events. */
    int eventRequests() {
        return eventRequests.get();
    }

    /**
     * Sends a confirmed event notification (ASHRAE 135, 13.8), as device {@code instance} does, to whoever asked last.
     *
     * @return how long the answer took, in milliseconds
     */
    double notifyMs(int instance, int number, Duration limit) throws IOException {
        byte[] content = HexFormat.of().parseHex(String.format(INITIATOR, 8 << 22 | instance) + EVENT);
        ByteBuffer packet = ByteBuffer.allocate(DATAGRAM);
        packet.put(new byte[] {(byte) 0x81, 0x0a, 0, 0, 1, 4, 0, 5, (byte) number})
                .put(content);
        packet.putShort(2, (short) packet.position()).flip();
        acknowledged = new CompletableFuture<>();
        invokeId = (byte) number;
        long begun = System.nanoTime();
        front.send(packet, client);
        return (acknowledged.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).join() - begun) / 1e6;
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

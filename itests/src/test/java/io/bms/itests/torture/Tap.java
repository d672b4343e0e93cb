// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Stands before a device and writes down, bit for bit, each present value that the device sends: the REALs in
 * unsegmented answers to ReadPropertyMultiple (ASHRAE 135, 20.1.6 and 20.2), of which more than one may be outstanding.
 * When the gateway has waited long enough it asks the same again: the answer to that counts then, and not the one that
 * came too late.
 */
final class Tap implements AutoCloseable {
    private static final int DATAGRAM = 2048;
    /** Behind four bytes of BVLC and two of NPDU: the device is not behind a router. */
    private static final int APDU = 6;

    private static final int CONFIRMED_REQUEST = 0;
    private static final int COMPLEX_ACK = 0x30;
    private static final int READ_PROPERTY_MULTIPLE = 14;
    private static final int PRESENT_VALUE = 85;
    /** A little less than the gateway waits for an answer (apduTimeoutMs, 1500). */
    private static final long LATE_NANOS = 1_400_000_000;

    private final DatagramChannel front;
    private final DatagramChannel back;
    private final InetSocketAddress device;
    /** By object type and instance as they stand in an object identifier. */
    private final Map<Integer, List<Integer>> values = new HashMap<>();

    private final Map<Byte, Asked> byInvokeId = new HashMap<>();
    /** The newest by what is behind its invoke id. */
    private final Map<ByteBuffer, Asked> byContent = new HashMap<>();

    private volatile SocketAddress client;

    /** A request, and the objects of the answer to it. */
    private static final class Asked {
        final long at = System.nanoTime();
        final List<Integer> answered = new ArrayList<>();
        boolean late;
    }

    Tap(InetSocketAddress front, InetSocketAddress back, InetSocketAddress device) throws IOException {
        this.front = DatagramChannel.open().bind(front);
        this.back = DatagramChannel.open().bind(back);
        this.device = device;
        start(() -> pump(this.front, true));
        start(() -> pump(this.back, false));
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "tap");
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
                if (towardsDevice) {
                    client = sender;
                    ask(buffer.duplicate());
                    back.send(buffer, device);
                } else if (client != null) {
                    listen(buffer.duplicate());
                    front.send(buffer, client);
                }
            }
        } catch (AsynchronousCloseException closed) {
            // The end.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void ask(ByteBuffer packet) {
        if (packet.remaining() < APDU + 4 || (packet.get(APDU) & 0xf0) != CONFIRMED_REQUEST) {
            return;
        }
        byte invokeId = packet.get(APDU + 2);
        byte[] content = new byte[packet.remaining() - APDU - 3];
        packet.position(APDU + 3).get(content);
        Asked asked = new Asked();
        Asked before = byContent.put(ByteBuffer.wrap(content), asked);
        if (before != null) {
            byInvokeId.values().remove(before);
            if (before.late) {
                before.answered.forEach(
                        object -> values.get(object).remove(values.get(object).size() - 1));
            }
        }
        byInvokeId.put(invokeId, asked);
    }

    private synchronized void listen(ByteBuffer packet) {
        if (packet.remaining() < APDU + 3
                || packet.get(APDU - 1) != 0
                || packet.get(APDU) != COMPLEX_ACK
                || packet.get(APDU + 2) != READ_PROPERTY_MULTIPLE) {
            return;
        }
        Asked asked = byInvokeId.get(packet.get(APDU + 1));
        if (asked == null) {
            return;
        }
        asked.late = System.nanoTime() - asked.at > LATE_NANOS;
        packet.position(APDU + 3);
        int object = 0;
        int property = 0;
        while (packet.hasRemaining()) {
            int tag = packet.get() & 0xff;
            int length = tag & 7;
            if ((tag & 8) != 0 && length >= 6) {
                continue;
            }
            boolean application = (tag & 8) == 0;
            int number = tag >> 4;
            if (application && number == 1) {
                continue;
            }
            int size = length == 5 ? packet.get() & 0xff : length;
            if (application && number == 4 && property == PRESENT_VALUE) {
                values.computeIfAbsent(object, id -> new ArrayList<>()).add(packet.getInt());
                asked.answered.add(object);
                continue;
            }
            long value = 0;
            for (int i = 0; i < size; i++) {
                value = value << 8 | packet.get() & 0xff;
            }
            if (!application && number == 0) {
                object = (int) value;
            } else if (!application && number == 2) {
                property = (int) value;
            }
        }
    }

    /** What the object has sent so far, the oldest first, as the bits of its REALs. */
    synchronized List<Integer> sent(int type, int instance) {
        return List.copyOf(values.getOrDefault(type << 22 | instance, List.of()));
    }

    @Override
    public void close() throws IOException {
        front.close();
        back.close();
    }
}

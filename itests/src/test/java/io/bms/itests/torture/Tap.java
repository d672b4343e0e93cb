package io.bms.itests.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands before a device and writes down, bit for bit, each present value that the device sends: the REALs in
 * unsegmented answers to ReadPropertyMultiple (ASHRAE 135, 20.1.6 and 20.2).
 */
final class Tap implements AutoCloseable {
    private static final int DATAGRAM = 2048;
    private static final int COMPLEX_ACK = 0x30;
    private static final int READ_PROPERTY_MULTIPLE = 14;
    private static final int PRESENT_VALUE = 85;

    private final DatagramChannel front;
    private final DatagramChannel back;
    private final InetSocketAddress device;
    /** By object type and instance as they stand in an object identifier; each list is written by one thread. */
    private final Map<Integer, List<Integer>> values = new ConcurrentHashMap<>();
    private volatile SocketAddress client;

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

    /** Behind four bytes of BVLC and two of NPDU: the device is not behind a router. */
    private void listen(ByteBuffer packet) {
        if (packet.remaining() < 9 || packet.get(5) != 0 || packet.get(6) != COMPLEX_ACK || packet.get(8) != READ_PROPERTY_MULTIPLE) {
            return;
        }
        packet.position(9);
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
    List<Integer> sent(int type, int instance) {
        return List.copyOf(values.getOrDefault(type << 22 | instance, List.of()));
    }

    @Override
    public void close() throws IOException {
        front.close();
        back.close();
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import io.bms.api.driver.DeviceAddress;
import io.bms.bacnet.Loopback;
import io.bms.bacnet.RawDevice;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers a read of its object list in segments (ASHRAE 135, 5.4.5.3), over a network that loses some. */
final class SegmentingDevice implements AutoCloseable {
    /** How many octets of the answer go into each segment. */
    static final int OCTETS = 50;

    private static final int SEGMENT_ACK = 0x40;

    final DeviceAddress address;
    final AtomicInteger requests = new AtomicInteger();
    final AtomicInteger negative = new AtomicInteger();

    private final DatagramSocket socket;
    private final Network network;
    private final Random random;
    private final byte[] content;
    private byte[] header = new byte[0];
    private SocketAddress asker;
    private int first;
    private boolean sending;

    /**
     * How the way is, and how its sender works.
     *
     * @param window that it proposes
     * @param burst so many it really sends at once
     * @param repeatMs after so long without an acknowledgement it repeats
     * @param lost of a hundred segments
     * @param lostAcks of a hundred acknowledgements
     * @param doubled of a hundred segments
     */
    record Network(int window, int burst, int repeatMs, int lost, int lostAcks, int doubled, boolean shuffled) {}

    SegmentingDevice(int port, int objectCount, Network network, long seed) throws IOException {
        address = DeviceAddress.direct(Loopback.address(), port);
        this.network = network;
        random = new Random(seed);
        ByteBuffer objects = ByteBuffer.allocate(9 + objectCount * 5);
        objects.put(new byte[] {0x0c, 0x02, 0x00, 0x00, 0x07, 0x19, 0x4c, 0x3e});
        for (int instance = 0; instance < objectCount; instance++) {
            objects.put((byte) 0xc4).putInt(instance);
        }
        content = objects.put((byte) 0x3f).array();
        socket = new DatagramSocket(new InetSocketAddress(address.host(), port));
        socket.setSoTimeout(network.repeatMs());
        Thread thread = new Thread(this::serve, "segmenting-device");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        while (!socket.isClosed()) {
            try {
                socket.receive(packet);
                heard(packet);
            } catch (SocketTimeoutException e) {
                repeat();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void heard(DatagramPacket packet) throws IOException {
        byte[] data = packet.getData();
        asker = packet.getSocketAddress();
        if (data[6] >> 4 == 0) {
            requests.incrementAndGet();
            header = new byte[] {0x38, data[8], 0, (byte) network.window(), data[9]};
            first = 0;
            sending = true;
            send(1);
        } else if ((data[6] & 0xf0) == SEGMENT_ACK && random.nextInt(100) >= network.lostAcks()) {
            acknowledged(data[8] & 0xff, data[9] & 0xff, (data[6] & 2) != 0);
        }
    }

    private void acknowledged(int sequence, int window, boolean nak) throws IOException {
        negative.addAndGet(nak ? 1 : 0);
        int ahead = sequence + 1 - first & 0xff;
        if (sending && ahead <= network.window()) {
            first += ahead;
            sending = first * OCTETS < content.length;
            send(Math.min(network.burst(), window));
        }
    }

    private void repeat() {
        try {
            if (sending) {
                send(first == 0 ? 1 : network.burst());
            }
        } catch (IOException e) {
            socket.close();
        }
    }

    private void send(int count) throws IOException {
        List<Integer> burst = new ArrayList<>();
        for (int segment = first; segment < first + count && segment * OCTETS < content.length; segment++) {
            burst.add(segment);
            if (random.nextInt(100) < network.doubled()) {
                burst.add(segment);
            }
        }
        if (network.shuffled()) {
            Collections.shuffle(burst, random);
        }
        for (int segment : burst) {
            if (random.nextInt(100) >= network.lost()) {
                send(segment, Math.min(content.length, (segment + 1) * OCTETS));
            }
        }
    }

    private void send(int segment, int end) throws IOException {
        byte[] apdu = header.clone();
        apdu[0] |= (byte) (end < content.length ? 0x04 : 0);
        apdu[2] = (byte) segment;
        byte[] part = java.util.Arrays.copyOfRange(content, segment * OCTETS, end);
        byte[] data = RawDevice.unicast(RawDevice.bytes(apdu, part));
        socket.send(new DatagramPacket(data, data.length, asker));
    }

    @Override
    public void close() {
        socket.close();
    }
}

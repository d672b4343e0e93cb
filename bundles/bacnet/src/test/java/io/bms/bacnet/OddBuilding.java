// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DeviceRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;

/** Plays any number of {@link OddDevice}s on one thread; one with a frame is behind a router of its own. */
final class OddBuilding implements AutoCloseable {
    private static final int NETWORK = 5;
    private static final int DESTINATION = 0x20;
    private static final byte MAC = 9;
    /** The first octet of a Who-Is, the only request of its kind that comes. */
    private static final byte UNCONFIRMED = 0x10;

    private static final HexFormat HEX = HexFormat.of();

    /** Of a Reject-Message-To-Network: too long. */
    private static final int TOO_LONG = 4;

    private final int port;
    private final Selector selector;
    private final Map<OddDevice, DatagramChannel> channels = new ConcurrentHashMap<>();
    private final PriorityQueue<Late> late = new PriorityQueue<>();
    private volatile boolean closed;

    private record Late(long at, DatagramChannel channel, byte[] packet, SocketAddress to) implements Comparable<Late> {
        @Override
        public int compareTo(Late other) {
            return Long.compare(at, other.at);
        }
    }

    OddBuilding(int port) throws IOException {
        this.port = port;
        selector = Selector.open();
        Thread thread = new Thread(this::play, "odd-building");
        thread.setDaemon(true);
        thread.start();
    }

    /** Puts it on the network. */
    DeviceRef add(OddDevice device) throws IOException {
        String host = Loopback.address();
        DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress(host, port));
        channel.configureBlocking(false);
        channels.put(device, channel);
        selector.wakeup();
        channel.register(selector, SelectionKey.OP_READ, device);
        return new DeviceRef(
                device.id,
                device.frame == 0
                        ? DeviceAddress.direct(host, port)
                        : new DeviceAddress(host, port, OptionalInt.of(NETWORK), Optional.of(HEX.toHexDigits(MAC))));
    }

    private void play() {
        try {
            while (!closed) {
                selector.select(key -> serve((DatagramChannel) key.channel(), (OddDevice) key.attachment()), pause());
                while (!late.isEmpty() && late.peek().at() <= System.nanoTime()) {
                    Late next = late.poll();
                    next.channel().send(ByteBuffer.wrap(next.packet()), next.to());
                }
            }
        } catch (ClosedSelectorException e) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long pause() {
        return late.isEmpty() ? 50 : Math.max(1, (late.peek().at() - System.nanoTime()) / 1_000_000);
    }

    private void serve(DatagramChannel channel, OddDevice device) {
        ByteBuffer in = ByteBuffer.allocate(2048);
        try {
            for (SocketAddress from; (from = channel.receive(in.clear())) != null; ) {
                byte[] packet = packet(device, Arrays.copyOf(in.array(), in.position()));
                if (packet.length > 0) {
                    late.add(new Late(System.nanoTime() + device.delayMs * 1_000_000L, channel, packet, from));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] packet(OddDevice device, byte[] data) {
        boolean routed = (data[5] & DESTINATION) != 0;
        int application = routed ? 10 + data[8] : 6;
        if (data[application] == UNCONFIRMED) {
            return device.announces && routed == device.frame > 0 ? sent(device, device.iAm()) : OddDevice.SILENCE;
        }
        if (data.length < application + 4 || data[application] >> 4 != 0) {
            return OddDevice.SILENCE;
        }
        boolean tooLong = !device.fitsTheFrame(data.length - application - 4);
        if (tooLong || device.undelivered > 0) {
            device.requests++;
            int reason = tooLong ? TOO_LONG : device.undelivered;
            return link(new byte[] {1, (byte) 0x80, 3, (byte) reason, 0, NETWORK});
        }
        byte[] answer = device.answer(new RawDevice.Request(
                data[application + 2] & 0xff,
                data[application + 3] & 0xff,
                Arrays.copyOfRange(data, application + 4, data.length)));
        return answer.length == 0 ? OddDevice.SILENCE : sent(device, answer);
    }

    private static byte[] sent(OddDevice device, byte[] application) {
        return device.frame == 0
                ? RawDevice.unicast(application)
                : link(RawDevice.bytes(new byte[] {1, 8, 0, NETWORK, 1, MAC}, application));
    }

    private static byte[] link(byte[] network) {
        int length = network.length + 4;
        return RawDevice.bytes(new byte[] {(byte) 0x81, 0x0a, (byte) (length >> 8), (byte) length}, network);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.close();
        for (DatagramChannel channel : channels.values()) {
            channel.close();
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Devices for measuring the driver, in a process of their own: each request is answered as the one of the same
 * bytes was before, so that they cost as little as can be. What is no BACnet is echoed.
 */
final class BenchDevices {
    private static final int SUBSCRIBE_COV = 5;
    private static final int HEADER = 10;
    private static final HexFormat HEX = HexFormat.of();

    private final ScriptedObjects objects = new ScriptedObjects();
    private final Map<ByteBuffer, byte[]> answers = new HashMap<>();
    private final ScheduledExecutorService late = Executors.newSingleThreadScheduledExecutor();
    private final int slow;
    private final int reportsPerSecond;
    private final List<Subscription> subscriptions = new ArrayList<>();

    /** One object of one device, reported with the same bytes each time. */
    private record Subscription(
            DatagramChannel channel, SocketAddress subscriber, ByteBuffer asked, byte[] notification) {}

    private BenchDevices(int slow, int reportsPerSecond) {
        this.slow = slow;
        this.reportsPerSecond = reportsPerSecond;
    }

    /** Address of device number {@code index}. */
    static String address(int index) {
        return "127.90." + (1 + index / 200) + "." + (1 + index % 200);
    }

    /** Port, devices, how many of the first are slow, reports a second of all subscriptions together. */
    public static void main(String[] args) throws IOException {
        BenchDevices devices = new BenchDevices(Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                DatagramChannel channel =
                        DatagramChannel.open().bind(new InetSocketAddress(address(i), Integer.parseInt(args[0])));
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, i);
            }
            System.out.println("ready");
            while (true) {
                selector.select(
                        key -> devices.serve((DatagramChannel) key.channel(), (Integer) key.attachment()),
                        devices.pause());
                devices.report();
            }
        }
    }

    private long pause() {
        return subscriptions.isEmpty() ? 1000 : 1;
    }

    private void serve(DatagramChannel channel, int index) {
        ByteBuffer in = ByteBuffer.allocate(1500);
        try {
            for (SocketAddress from; (from = channel.receive(in.clear())) != null; ) {
                byte[] data = Arrays.copyOf(in.array(), in.position());
                if (data.length < HEADER || data[0] != (byte) 0x81) {
                    channel.send(ByteBuffer.wrap(data), from);
                } else {
                    SocketAddress to = from;
                    byte[] answer = answer(channel, data, from);
                    if (index < slow) {
                        late.schedule(() -> channel.send(ByteBuffer.wrap(answer), to), 300, TimeUnit.MILLISECONDS);
                    } else {
                        channel.send(ByteBuffer.wrap(answer), from);
                    }
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private byte[] answer(DatagramChannel channel, byte[] data, SocketAddress from) {
        RawDevice.Request request =
                new RawDevice.Request(data[8] & 0xff, data[9] & 0xff, Arrays.copyOfRange(data, HEADER, data.length));
        if (request.service() == SUBSCRIBE_COV) {
            subscribe(channel, request.tags(), from);
            return RawDevice.unicast(request.simpleAck());
        }
        byte[] answer = answers.computeIfAbsent(
                        ByteBuffer.wrap(request.tags()),
                        tags -> RawDevice.unicast(
                                request.service() == RawDevice.READ
                                        ? objects.read(request)
                                        : objects.readMultiple(request)))
                .clone();
        answer[7] = data[8];
        return answer;
    }

    private long reportedUntil = System.nanoTime();

    /** ASHRAE 135, 13.14: process [0], object [1]; nothing behind them cancels. */
    private void subscribe(DatagramChannel channel, byte[] tags, SocketAddress from) {
        int objectAt = 1 + (tags[0] & 0x07);
        ByteBuffer asked = ByteBuffer.wrap(Arrays.copyOf(tags, objectAt + 5));
        subscriptions.removeIf(
                known -> known.channel() == channel && known.asked().equals(asked));
        if (tags.length > asked.capacity()) {
            subscriptions.add(new Subscription(channel, from, asked, notification(asked.array(), objectAt)));
        }
    }

    private static byte[] notification(byte[] asked, int objectAt) {
        byte[] object = Arrays.copyOfRange(asked, objectAt + 1, objectAt + 5);
        int instance = ByteBuffer.wrap(object).getInt() & 0x3f_ffff;
        return RawDevice.unicast(RawDevice.bytes(
                HEX.parseHex("1002"),
                Arrays.copyOf(asked, objectAt),
                HEX.parseHex("1c020003e8" + "2c"),
                object,
                HEX.parseHex("3a0258" + "4e" + "0955" + "2e44"),
                ByteBuffer.allocate(4).putFloat(instance + 0.5f).array(),
                HEX.parseHex("2f" + "096f" + "2e8204002f" + "4f")));
    }

    private void report() throws IOException {
        if (subscriptions.isEmpty()) {
            reportedUntil = System.nanoTime();
            return;
        }
        long step = 1_000_000_000L / reportsPerSecond;
        for (; reportedUntil < System.nanoTime(); reportedUntil += step) {
            Subscription one = subscriptions.get((int) (reportedUntil / step % subscriptions.size()));
            one.channel().send(ByteBuffer.wrap(one.notification()), one.subscriber());
        }
    }

    static Process start(int port, int devices, int slow, int reportsPerSecond) throws IOException {
        return start(BenchDevices.class, port, devices, slow, reportsPerSecond);
    }

    /** Starts a process with these arguments, and waits until its devices listen. */
    static Process start(Class<?> main, int... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                java.nio.file.Path.of(System.getProperty("java.home"), "bin", "java")
                        .toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        Arrays.stream(arguments).mapToObj(String::valueOf).forEach(command::add);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        byte[] said = process.getInputStream().readNBytes("ready".length());
        if (!new String(said, StandardCharsets.UTF_8).equals("ready")) {
            throw new IOException("the devices did not start");
        }
        return process;
    }
}

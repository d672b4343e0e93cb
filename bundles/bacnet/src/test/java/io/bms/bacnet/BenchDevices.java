package io.bms.bacnet;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
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

    private final ScriptedObjects objects = new ScriptedObjects();
    private final Map<ByteBuffer, byte[]> answers = new HashMap<>();
    private final ScheduledExecutorService late = Executors.newSingleThreadScheduledExecutor();
    private final int slow;
    private final int reportsPerSecond;
    private final Map<DatagramChannel, SocketAddress> subscribers = new HashMap<>();

    private BenchDevices(int slow, int reportsPerSecond) {
        this.slow = slow;
        this.reportsPerSecond = reportsPerSecond;
    }

    /** Address of device number {@code index}. */
    static String address(int index) {
        return "127.90." + (1 + index / 200) + "." + (1 + index % 200);
    }

    /** Port, devices, how many of the first are slow, reports a second of each point's device together. */
    public static void main(String[] args) throws IOException {
        BenchDevices devices = new BenchDevices(Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress(address(i), Integer.parseInt(args[0])));
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, i);
            }
            System.out.println("ready");
            while (true) {
                selector.select(key -> devices.serve((DatagramChannel) key.channel(), (Integer) key.attachment()), devices.pause());
                devices.report();
            }
        }
    }

    private long pause() {
        return subscribers.isEmpty() ? 1000 : 1;
    }

    private void serve(DatagramChannel channel, int index) {
        ByteBuffer in = ByteBuffer.allocate(1500);
        try {
            for (SocketAddress from; (from = channel.receive(in.clear())) != null;) {
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
            subscribers.put(channel, from);
            return RawDevice.unicast(request.simpleAck());
        }
        byte[] answer = answers.computeIfAbsent(ByteBuffer.wrap(request.tags()), tags -> RawDevice.unicast(
                request.service() == RawDevice.READ ? objects.read(request) : objects.readMultiple(request))).clone();
        answer[7] = data[8];
        return answer;
    }

    private long reportedUntil = System.nanoTime();

    private void report() throws IOException {
        if (subscribers.isEmpty()) {
            reportedUntil = System.nanoTime();
            return;
        }
        byte[] notification = RawDevice.unicast(HexFormat.of().parseHex("1002" + "0b3ffed0" + "1c020003e8" + "2c00000001"
                + "3a0258" + "4e" + "0955" + "2e443fc000002f" + "096f" + "2e8204002f" + "4f"));
        long step = 1_000_000_000L / reportsPerSecond;
        for (; reportedUntil < System.nanoTime(); reportedUntil += step) {
            int nth = (int) (reportedUntil / step % subscribers.size());
            Map.Entry<DatagramChannel, SocketAddress> one = subscribers.entrySet().stream().skip(nth).findFirst().orElseThrow();
            one.getKey().send(ByteBuffer.wrap(notification), one.getValue());
        }
    }

    /** Starts the process and waits until it listens. */
    static Process start(int port, int devices, int slow, int reportsPerSecond) throws IOException {
        Process process = new ProcessBuilder(
                        java.nio.file.Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
                        "-cp", System.getProperty("java.class.path"), BenchDevices.class.getName(),
                        "" + port, "" + devices, "" + slow, "" + reportsPerSecond)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        byte[] said = process.getInputStream().readNBytes("ready".length());
        if (!new String(said, StandardCharsets.UTF_8).equals("ready")) {
            throw new IOException("the devices did not start");
        }
        return process;
    }
}

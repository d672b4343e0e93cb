// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import com.sun.management.OperatingSystemMXBean;
import io.bms.api.account.Account;
import io.bms.api.account.Role;
import io.bms.api.account.TopicGrants;
import io.bms.testkit.Await;
import io.bms.testkit.FakeAccounts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code mvn -Pbench}: what rights cost. The same publications at the same rate go to a broker that asks the table of
 * topics and to one that allows everything, in turns, with one subscriber. Processor time is that of the process less
 * its clients'.
 */
public final class RightsBench {
    private static final int RATE = 25_000;
    private static final int PUBLISHERS = 4;
    private static final int SECONDS = 6;
    private static final int ROUNDS = 6;
    private static final int FILTERS = 20;
    private static final int TOPICS = 100;
    private static final int PAYLOAD = 90;
    private static final int BATCHES_PER_SECOND = 250;
    private static final int PUBACK_BYTES = 4;
    private static final String NAME = "bench";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private RightsBench() {}

    /** What one round came to. */
    private record Figures(double rate, double cpuSeconds) {}

    public static void main(String[] args) throws Exception {
        FakeAccounts accounts = FakeAccounts.withAdmin();
        // As many filters as an account may have, the last of which allows what is published.
        List<String> publish = Stream.concat(
                        IntStream.range(1, FILTERS - 1).mapToObj(i -> "apps/other" + i + "/+/state"),
                        Stream.of("apps/#"))
                .toList();
        accounts.add(
                new Account(NAME, Role.SERVICE, Set.of(), new TopicGrants(publish, List.of("apps/#")), false),
                FakeAccounts.PASSWORD);
        BrokerLimits limits = limits();
        TestBroker free = new TestBroker(limits, accounts);
        TestBroker ruled = TestBroker.ruled(limits, accounts);
        free.before();
        ruled.before();
        round(free);
        round(ruled);
        List<Figures> without = new ArrayList<>();
        List<Figures> with = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            boolean first = i % 2 == 0;
            (first ? without : with).add(round(first ? free : ruled));
            (first ? with : without).add(round(first ? ruled : free));
        }
        free.after();
        ruled.after();
        List<String> rows = List.of(
                row("publications a second of " + RATE + " offered, without rights", rate(without), "/s"),
                row("publications a second of " + RATE + " offered, with rights", rate(with), "/s"),
                row("CPU of 100,000 publications, without rights", cpu(without), "s"),
                row("CPU of 100,000 publications, with rights", cpu(with), "s"),
                row("rights take of that", 100 * (cpu(with) - cpu(without)) / cpu(without), "%"));
        Files.write(
                Path.of(System.getProperty("bms.rights.bench", "target/rights-bench.json")),
                List.of("[\n" + String.join(",\n", rows) + "\n]"));
        System.exit(0);
    }

    private static BrokerLimits limits() {
        BrokerLimits usual = BrokerLimits.DEFAULTS;
        return new BrokerLimits(
                usual.connectSeconds(),
                usual.waiting(),
                usual.waitingPerAddress(),
                usual.connections(),
                usual.sessionsAway(),
                usual.subscriptions(),
                usual.subscriptionsPerConnection(),
                usual.retainedTopics(),
                usual.retainedBytes(),
                usual.newTopicsPerMinute(),
                1_000_000,
                usual.backlogBytes());
    }

    private static double rate(List<Figures> figures) {
        return median(figures.stream().mapToDouble(Figures::rate).toArray());
    }

    private static double cpu(List<Figures> figures) {
        return median(figures.stream().mapToDouble(Figures::cpuSeconds).toArray());
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }

    private static String row(String name, double value, String unit) {
        System.out.printf("  %-62s %12.2f %s%n", name, value, unit);
        return String.format(Locale.ROOT, "{\"name\":\"%s\",\"value\":%.2f,\"unit\":\"%s\"}", name, value, unit);
    }

    private static Figures round(TestBroker broker) throws IOException, InterruptedException {
        int port = broker.settings().tcpPort();
        AtomicLong clients = new AtomicLong();
        List<Client> all = new ArrayList<>();
        Client subscriber = new Client(port, "subscriber", clients);
        all.add(subscriber);
        subscriber.send(subscribe());
        for (int i = 0; i < PUBLISHERS; i++) {
            all.add(new Client(port, "publisher-" + i, clients));
        }
        List<Client> publishers = all.subList(1, all.size());
        Await.until(() -> all.stream().allMatch(Client::isAnswered), SOON, "all are let in");
        long cpu = SYSTEM.getProcessCpuTime();
        long begun = System.nanoTime();
        for (Client publisher : publishers) {
            publisher.publish(RATE / PUBLISHERS);
        }
        for (Client publisher : publishers) {
            publisher.awaitPublished();
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        long sent = (long) RATE * SECONDS;
        for (Client client : all) {
            client.close();
        }
        double used = (SYSTEM.getProcessCpuTime() - cpu - clients.get()) / 1e9;
        return new Figures(sent / seconds, used * 100_000 / sent);
    }

    private static byte[] subscribe() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {0, 1});
        body.writeBytes(RawClient.text(RawClient.utf8("apps/bench/#")));
        body.write(0);
        return RawClient.packet(0x82, body.toByteArray());
    }

    /** A connection of MQTT 3.1.1 that costs as little as one can. */
    private static final class Client {
        private static final int CONNACK_BYTES = 4;

        private final Socket socket;
        private final AtomicLong cpu;
        private final AtomicLong received = new AtomicLong();
        private final Thread reader = new Thread(this::read, "bench-reader");
        private Thread writer;

        Client(int port, String id, AtomicLong cpu) throws IOException {
            this.cpu = cpu;
            socket = new Socket("127.0.0.1", port);
            socket.setTcpNoDelay(true);
            byte[] body = RawClient.connectBody(4, 0xC2, "", NAME + "." + id, "", RawClient.utf8(NAME));
            send(RawClient.packet(0x10, body));
            reader.start();
        }

        void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        private void read() {
            byte[] buffer = new byte[1 << 16];
            try {
                InputStream in = socket.getInputStream();
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    received.addAndGet(count);
                }
            } catch (IOException closed) {
                // It is over.
            }
            cpu.addAndGet(ownCpu());
        }

        private static long ownCpu() {
            return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }

        boolean isAnswered() {
            return received.get() >= CONNACK_BYTES;
        }

        void publish(int aSecond) {
            writer = new Thread(() -> write(aSecond), "bench-writer");
            writer.start();
        }

        private void write(int aSecond) {
            byte[][] packets = new byte[TOPICS][];
            for (int i = 0; i < TOPICS; i++) {
                byte[] topic = RawClient.utf8(String.format("apps/bench/%02d", i));
                packets[i] = RawClient.publish(4, 1, false, 1, topic, new byte[PAYLOAD]);
            }
            int idAt = packets[0].length - PAYLOAD - 2;
            int batch = aSecond / BATCHES_PER_SECOND;
            ByteArrayOutputStream next = new ByteArrayOutputStream();
            long begun = System.nanoTime();
            try {
                OutputStream out = socket.getOutputStream();
                for (int i = 0; i < SECONDS * BATCHES_PER_SECOND; i++) {
                    for (int j = 0; j < batch; j++) {
                        int number = i * batch + j;
                        byte[] packet = packets[number % TOPICS];
                        int id = 1 + number % 65_535;
                        packet[idAt] = (byte) (id >> 8);
                        packet[idAt + 1] = (byte) id;
                        next.writeBytes(packet);
                    }
                    out.write(next.toByteArray());
                    next.reset();
                    long due = begun + (i + 1) * 1_000_000_000L / BATCHES_PER_SECOND;
                    LockSupport.parkNanos(Math.max(1, due - System.nanoTime()));
                }
            } catch (IOException e) {
                throw new AssertionError("a publisher lost its connection", e);
            }
            cpu.addAndGet(ownCpu());
        }

        /** All is acknowledged. */
        void awaitPublished() throws InterruptedException {
            writer.join();
            long expected = CONNACK_BYTES + (long) PUBACK_BYTES * RATE / PUBLISHERS * SECONDS;
            Await.until(() -> received.get() >= expected, SOON, "all publications are acknowledged");
        }

        void close() throws IOException, InterruptedException {
            socket.close();
            reader.join();
        }
    }
}

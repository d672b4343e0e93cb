// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import com.sun.management.OperatingSystemMXBean;
import io.bms.api.Failure;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DeviceRef;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.driver.ReportListener;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.settings.InboundSettings;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** {@code mvn -Pbench}: the driver alone, over real UDP, beside the raw exchange rate of the same run. */
public final class DriverBench {
    private static final int POINTS = 100;
    private static final int SECONDS = 5;
    private static final int REPORTS_PER_SECOND = 10_000;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final List<String> rows = new ArrayList<>();
    private final int port = FreePorts.udp();
    private final BacnetDriver driver;

    private DriverBench() throws IOException {
        BacnetSettings usual = Loopback.settings("127.0.0.3", port);
        driver = Loopback.driver(new BacnetSettings(
                usual.bind(),
                port,
                usual.broadcast(),
                4_194_000,
                1_500,
                1,
                32,
                List.of(),
                Loopback.COV,
                java.util.Optional.empty(),
                BacnetSettings.NetworkName.DEFAULT,
                BacnetSettings.RequestRates.NONE,
                InboundSettings.NONE));
    }

    public static void main(String[] args) throws Exception {
        DriverBench bench = new DriverBench();
        Process devices = BenchDevices.start(bench.port, 100, 0, REPORTS_PER_SECOND);
        bench.rawExchanges();
        for (int count : new int[] {1, 10, 100}) {
            bench.reads(count, SECONDS);
        }
        bench.reports(1, 1);
        bench.reports(10, 10);
        bench.reports(100, 1);
        devices.destroyForcibly().waitFor();
        devices = BenchDevices.start(bench.port, 99, 5, 1);
        bench.mixed();
        devices.destroyForcibly().waitFor();
        bench.deadAddresses();
        bench.driver.close();
        bench.rows.addAll(discoveries());
        bench.rows.addAll(CharactersBench.run());
        Files.write(
                Path.of(System.getProperty("bms.driver.bench", "target/driver-bench.json")),
                List.of("[\n" + String.join(",\n", bench.rows) + "\n]"));
        System.exit(0);
    }

    /** By a driver that has learned nothing of the devices before, and waits for no answer of them. */
    private static List<String> discoveries() throws IOException, InterruptedException {
        DriverBench bench = new DriverBench();
        bench.discovery(1, POINTS);
        bench.discovery(10, POINTS);
        bench.discovery(100, POINTS);
        bench.discovery(1, 1_000);
        bench.driver.close();
        return bench.rows;
    }

    private void add(String name, double value, String unit) {
        System.out.printf("  %-70s %12.2f %s%n", name, value, unit);
        rows.add(
                String.format(Locale.ROOT, "{\"name\": \"%s\", \"value\": %.3f, \"unit\": \"%s\"}", name, value, unit));
    }

    private DeviceRef device(int index) {
        return new DeviceRef(1000 + index, DeviceAddress.direct(BenchDevices.address(index), port));
    }

    private static List<PointId> points(int index) {
        return IntStream.rangeClosed(1, POINTS)
                .mapToObj(n -> new PointId(1000 + index, "analogInput", n))
                .toList();
    }

    private void rawExchanges() throws IOException {
        InetSocketAddress to = new InetSocketAddress(BenchDevices.address(0), port);
        try (DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.4", port))) {
            ByteBuffer buffer = ByteBuffer.allocate(64);
            long exchanges = 0;
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
            while (System.nanoTime() < end) {
                channel.send(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), to);
                channel.receive(buffer.clear());
                exchanges++;
            }
            add("raw UDP exchanges, one after another", exchanges / 3.0, "/s");
        }
    }

    /** Each device is read again as soon as it has answered. */
    private void reads(int count, int seconds) throws InterruptedException {
        LongAdder good = new LongAdder();
        LongAdder bad = new LongAdder();
        CountDownLatch running = new CountDownLatch(count);
        long start = System.nanoTime();
        long warm = start + TimeUnit.SECONDS.toNanos(3);
        long end = warm + TimeUnit.SECONDS.toNanos(seconds);
        IntStream.range(0, count).forEach(i -> again(i, points(i), warm, end, good, bad, running));
        pause(3_000);
        long cpu = SYSTEM.getProcessCpuTime();
        running.await();
        double cpuSeconds = (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
        String by = "RPM, " + count + " device" + (count > 1 ? "s" : "");
        add(by + ": points, value and flags checked", good.sum() / (double) seconds, "/s");
        add(by + ": CPU for 10,000 points", cpuSeconds * 10_000 / Math.max(1, good.sum()), "s");
        add(by + ": wrong or failed", bad.sum(), "points");
    }

    private void again(
            int index,
            List<PointId> points,
            long warm,
            long end,
            LongAdder good,
            LongAdder bad,
            CountDownLatch running) {
        driver.read(device(index), points).thenAccept(outcomes -> {
            long now = System.nanoTime();
            if (now >= warm) {
                for (ReadOutcome outcome : outcomes) {
                    (isRight(outcome) ? good : bad).increment();
                }
            }
            if (now < end) {
                again(index, points, warm, end, good, bad, running);
            } else {
                running.countDown();
            }
        });
    }

    private static boolean isRight(ReadOutcome outcome) {
        return outcome instanceof ReadOutcome.Value read
                && read.flags().isEmpty()
                && read.reliable()
                && read.value().equals(new PointValue.Real(outcome.pointId().instance() + 0.5f));
    }

    private void reports(int count, int pointsEach) throws InterruptedException {
        LongAdder heard = new LongAdder();
        ReportListener listener = new ReportListener() {
            @Override
            public void begun(PointId point) {}

            @Override
            public void ended(PointId point, Failure why) {}

            @Override
            public void reported(ReadOutcome outcome) {
                if (isRight(outcome)) {
                    heard.increment();
                }
            }
        };
        IntStream.range(0, count).forEach(i -> driver.watch(device(i), points(i).subList(0, pointsEach), listener));
        pause(2_000);
        long before = heard.sum();
        long cpu = SYSTEM.getProcessCpuTime();
        pause(SECONDS * 1_000);
        double cpuSeconds = (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
        long reports = heard.sum() - before;
        String by = "COV, " + count + " device" + (count > 1 ? "s" : "")
                + (pointsEach > 1 ? " of " + pointsEach + " points" : "");
        add(
                by + ": reports of " + REPORTS_PER_SECOND + "/s sent, value and flags checked",
                reports / (double) SECONDS,
                "/s");
        add(by + ": CPU for 10,000 reports", cpuSeconds * 10_000 / Math.max(1, reports), "s");
        IntStream.range(0, count).forEach(i -> driver.watch(device(i), List.of(), listener));
    }

    /** 100 devices of 100 points each second: the first five take 300 ms an answer, the last is dead. */
    private void mixed() throws InterruptedException {
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
        Queue<Double> lateness = new ConcurrentLinkedQueue<>();
        long start = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        for (int i = 0; i < 100; i++) {
            int index = i;
            java.util.concurrent.atomic.AtomicBoolean busy = new java.util.concurrent.atomic.AtomicBoolean();
            java.util.concurrent.atomic.AtomicInteger tick = new java.util.concurrent.atomic.AtomicInteger();
            clock.scheduleAtFixedRate(
                    () -> {
                        long due = start
                                + TimeUnit.MILLISECONDS.toNanos(10L * index)
                                + TimeUnit.SECONDS.toNanos(tick.getAndIncrement());
                        if (busy.compareAndSet(false, true)) {
                            driver.read(device(index), points(index)).thenAccept(outcomes -> {
                                busy.set(false);
                                if (index >= 5 && index < 99 && tick.get() > 3) {
                                    lateness.add((System.nanoTime() - due) / 1e6);
                                }
                            });
                        }
                    },
                    1_000 + 10L * index,
                    1_000,
                    TimeUnit.MILLISECONDS);
        }
        pause(20_000);
        clock.shutdownNow();
        double[] sorted =
                lateness.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        add("mixed network, healthy devices each second: answer after due, p50", sorted[sorted.length / 2], "ms");
        add(
                "mixed network, healthy devices each second: answer after due, p99",
                sorted[sorted.length * 99 / 100],
                "ms");
        add("mixed network: reads of healthy devices in 17 s (94 a second are due)", sorted.length, "reads");
    }

    private void deadAddresses() {
        List<DiscoveryRequest.Target> targets = IntStream.range(0, 200)
                .mapToObj(i -> new DiscoveryRequest.Target("127.91.1." + (1 + i), OptionalInt.empty(), true))
                .toList();
        long begin = System.nanoTime();
        DiscoveryReport report = Await.result(
                driver.discover(new DiscoveryRequest(targets, List.of(), List.of(), LONG), progress -> {}), LONG);
        add("200 dead addresses, " + report.unreachable().size() + " named", (System.nanoTime() - begin) / 1e6, "ms");
    }

    /** By address, with names, units and values of all objects. */
    private void discovery(int devices, int objects) throws IOException, InterruptedException {
        Process building = BenchBuilding.start(port, devices, objects);
        List<DiscoveryRequest.Target> targets = IntStream.range(0, devices)
                .mapToObj(i -> new DiscoveryRequest.Target(BenchDevices.address(i), OptionalInt.empty(), true))
                .toList();
        long begin = System.nanoTime();
        DiscoveryReport report = Await.result(
                driver.discover(new DiscoveryRequest(targets, List.of(), List.of(), LONG), progress -> {}), LONG);
        double ms = (System.nanoTime() - begin) / 1e6;
        building.destroyForcibly().waitFor();
        long found = report.devices().stream()
                .mapToLong(device -> device.objects().size())
                .sum();
        String what = "discovery, " + devices + " device" + (devices > 1 ? "s" : "") + " of " + objects + " objects";
        add(what, ms, "ms");
        add(what + ": objects missing", (double) devices * objects - found, "objects");
    }

    private static void pause(long ms) throws InterruptedException {
        new CountDownLatch(1).await(ms, TimeUnit.MILLISECONDS);
    }
}

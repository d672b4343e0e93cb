// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.bench;

import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.OtherStack;
import io.bms.itests.support.Simulator;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the events of devices cost: how soon a notification is answered, and what asking for them takes. */
final class EventBench {
    private static final Duration SOON = Duration.ofSeconds(120);
    private static final Duration SPAN = Duration.ofSeconds(60);
    /** As often as the settings allow. */
    private static final int SECONDS = 30;

    private static final int DEVICES = 100;
    private static final int DEVICE = 2001;
    private static final int NOTIFICATIONS = 1_000;
    /** Devices by a stack that is not ours; at each so many changes that it does not count as chattering. */
    private static final int OTHERS = 5;

    private static final int CHANGES = 2;

    private final Report report;

    EventBench(Report report) {
        this.report = report;
    }

    /** Some devices by a stack that is not ours, read each second, and a hundred that are only asked for events. */
    void events() throws IOException {
        int port = FreePorts.udp();
        List<OtherStack> others = IntStream.range(0, OTHERS)
                .mapToObj(i -> OtherStack.start("127.0.5." + (3 + i), port, DEVICE + i, 1, "--events", "sequence"))
                .toList();
        try (Simulator simulator = Simulator.start(DEVICES, 1, "127.0.1.1", port, "--faults", "0");
                UdpMeter meter = new UdpMeter(
                        new InetSocketAddress("127.0.6.1", port),
                        new InetSocketAddress("127.0.6.2", port),
                        others.get(0).address());
                Gateway gateway = Gateway.started(simulator.port(), Map.of("BMS_POLLING_INTERVAL_SECONDS", "3600"));
                MqttProbe probe = gateway.probe()) {
            Bench.configure(
                    probe,
                    gateway.base(),
                    "\"ip_addresses\":[\"127.0.1.0/24\",\"127.0.6.1\","
                            + IntStream.range(1, OTHERS)
                                    .mapToObj(i -> "\"127.0.5." + (3 + i) + "\"")
                                    .collect(Collectors.joining(","))
                            + "],\"monitoring\":["
                            + IntStream.range(DEVICE, DEVICE + OTHERS)
                                    .mapToObj(id -> "{\"device_id\":" + id + ",\"interval_seconds\":1},")
                                    .collect(Collectors.joining())
                            + "{\"read\":\"poll\"}]");
            Await.pass(Duration.ofSeconds(10));
            answers(meter);
            changes(gateway, probe);
            requests(gateway, meter);
        } finally {
            others.forEach(OtherStack::close);
        }
    }

    private void answers(UdpMeter meter) throws IOException {
        double[] ms = new double[NOTIFICATIONS];
        for (int i = 0; i < ms.length; i++) {
            ms[i] = meter.notifyMs(DEVICE, i, SOON);
        }
        Arrays.sort(ms);
        report.add("confirmed event notification to its SimpleACK, p50", ms[ms.length / 2], "ms");
        report.add("confirmed event notification to its SimpleACK, p99", ms[ms.length * 99 / 100], "ms", "200", "");
    }

    /** A flag is seen by the next read, and then the device is asked. */
    private void changes(Gateway gateway, MqttProbe probe) {
        double[] ms = IntStream.range(0, OTHERS * CHANGES)
                .mapToDouble(i -> changeMs(gateway, probe, DEVICE + i % OTHERS))
                .sorted()
                .toArray();
        report.add("write to a device that is read each second, to what it says of that, p50", ms[ms.length / 2], "ms");
        report.add("the slowest of " + ms.length, ms[ms.length - 1], "ms", "3000", "");
    }

    private static double changeMs(Gateway gateway, MqttProbe probe, int device) {
        String alarm = device + ".analogInput.1.event";
        String point = device + ".binaryValue.1";
        try (AlarmEar ear = AlarmEar.listen(gateway)) {
            long begun = System.nanoTime();
            AlarmBench.set(probe, gateway, point, true);
            Await.until(() -> ear.firstNanos(alarm).isPresent(), SOON, alarm);
            probe.command(gateway.base(), "acknowledge_alarm", "\"alarms\":[{\"alarm_id\":\"" + alarm + "\"}]", SOON);
            AlarmBench.set(probe, gateway, point, false);
            Await.until(() -> !ear.open().contains(alarm), SOON, "the end of " + alarm);
            return (ear.firstNanos(alarm).getAsLong() - begun) / 1e6;
        }
    }

    private void requests(Gateway gateway, UdpMeter meter) throws IOException {
        ProcessFigures process = new ProcessFigures(gateway.pid());
        ask(gateway, 0);
        double without = AlarmBench.cpuPercent(process, SPAN);
        ask(gateway, SECONDS);
        int before = meter.eventRequests();
        double with = AlarmBench.cpuPercent(process, SPAN);
        report.add(
                "requests for its events to a device, asked each 30 s, in a minute",
                meter.eventRequests() - before,
                "requests",
                "2",
                "");
        report.add("100 devices asked for their events each 30 s: CPU", with - without, "% of a core");
    }

    /** Returns once the setting is in force, and each device has been asked for the first time. */
    private static void ask(Gateway gateway, int seconds) throws IOException {
        Path cfg = gateway.data().resolve("etc/io.bms.alarm.cfg");
        Files.writeString(
                cfg,
                Files.readString(cfg).replaceAll("(?m)^deviceEventsSeconds = .*$", "deviceEventsSeconds = " + seconds));
        Await.pass(Duration.ofSeconds(15));
    }
}

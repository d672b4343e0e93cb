// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.OtherStack;
import io.bms.itests.support.Simulator;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** What alarms cost: how soon one is told, what ten thousand at once do, and how many come of one cause. */
final class AlarmBench {
    private static final Duration SOON = Duration.ofSeconds(120);
    private static final int STEPS = 300;
    private static final String SETPOINT = "2001.analogValue.1";
    private static final int POINTS = 10_000;
    /** Of the rules, each is held back by one of these: so the alarms come in as many seconds. */
    private static final int SWITCHES = 5;

    private static final int RULES_AT_ONCE = 1_000;
    private static final int SILENT_SECONDS = 10;
    /** After which what runs often has been compiled. */
    private static final Duration SETTLED = Duration.ofSeconds(30);

    /** How often it is measured without rules and with them: what else the process does differs by more. */
    private static final int TURNS = 3;

    private static final double MIB = 1024 * 1024;

    private final Report report;

    AlarmBench(Report report) {
        this.report = report;
    }

    /** From the packet with which a device reports a change to the alarm at a subscriber outside. */
    void delay() throws IOException {
        int port = FreePorts.udp();
        try (OtherStack device = OtherStack.start("127.0.5.3", port, 2001, 100);
                UdpMeter meter = new UdpMeter(
                        new InetSocketAddress("127.0.6.1", port),
                        new InetSocketAddress("127.0.6.2", port),
                        device.address());
                DatagramSocket writer = new DatagramSocket(0, InetAddress.getByName("127.0.6.3"));
                Gateway gateway = Gateway.started(port, Map.of())) {
            writer.setSoTimeout((int) SOON.toMillis());
            Bench.configure(
                    gateway,
                    "\"ip_addresses\":[\"127.0.6.1\"],\"monitoring\":[{\"point_id\":\"" + SETPOINT
                            + "\",\"read\":\"cov\"}]");
            Bench.configure(
                    gateway,
                    "\"discover\":false,\"alarm_rules\":["
                            + String.join(
                                    ",",
                                    IntStream.range(0, STEPS)
                                            .mapToObj(i -> rule(SETPOINT, "above-" + i, limit(high(i))))
                                            .toList())
                            + "]");
            Await.until(() -> meter.reportNanos() > 0, SOON, "the point is subscribed to");
            Await.pass(Duration.ofSeconds(5));
            double[] ms = new double[STEPS];
            try (AlarmEar ear = AlarmEar.listen(gateway)) {
                for (int i = 0; i < STEPS; i++) {
                    String alarm = SETPOINT + ".above-" + i;
                    write(writer, device.address(), (float) (high(i) + 0.05), i);
                    Await.until(() -> ear.firstNanos(alarm).isPresent(), SOON, alarm);
                    ms[i] = (ear.firstNanos(alarm).getAsLong() - meter.reportNanos()) / 1e6;
                }
            }
            Arrays.sort(ms);
            report.add("COV to its alarm at a subscriber outside, p50", ms[STEPS / 2], "ms", "30", "");
            report.add("COV to its alarm at a subscriber outside, p99", ms[STEPS * 99 / 100], "ms", "150", "");
        }
    }

    private static double high(int step) {
        return 21.05 + step / 10.0;
    }

    private static String limit(double high) {
        return "\"type\":\"limits\",\"high\":" + String.format(Locale.ROOT, "%.2f", high);
    }

    private static String rule(String point, String name, String offence) {
        return "{\"name\":\"" + name + "\",\"point_id\":\"" + point + "\"," + offence + "}";
    }

    /** WriteProperty of a REAL to the present value of analog value 1 at priority 8, by somebody else (15.9). */
    private static void write(DatagramSocket from, InetSocketAddress to, float value, int invokeId) throws IOException {
        ByteBuffer packet = ByteBuffer.allocate(64);
        packet.put(new byte[] {(byte) 0x81, 0x0a, 0, 0, 1, 4, 0, 5, (byte) invokeId, 15})
                .put((byte) 0x0c)
                .putInt(2 << 22 | 1)
                .put(new byte[] {0x19, 85, 0x3e, 0x44})
                .putFloat(value)
                .put(new byte[] {0x3f, 0x49, 8});
        packet.putShort(2, (short) packet.position());
        from.send(new DatagramPacket(packet.array(), packet.position(), to));
        from.receive(new DatagramPacket(new byte[64], 64));
    }

    /**
     * 10,000 points of 100 devices, each second, with a rule each that would be an alarm at once, were it not held back
     * by another point; then a fifth of them is let go in each second.
     */
    void flood() throws IOException {
        try (Simulator simulator = Simulator.start(100, 100, "127.0.1.1");
                Gateway gateway = Gateway.started(simulator.port(), Map.of())) {
            Map<String, String> points = new LinkedHashMap<>();
            List<String> switches = new ArrayList<>();
            ProcessFigures process = new ProcessFigures(gateway.pid());
            try (MqttProbe probe = gateway.probe()) {
                Bench.configure(probe, gateway.base(), "\"monitoring\":[{\"read\":\"poll\"}]," + Bench.addresses(100));
                probe.messages()
                        .forEach(part -> part.json().path("discovered_devices").forEach(device -> device.path("objects")
                                .forEach(object -> take(object, points, switches))));
                switches.forEach(point -> set(probe, gateway, point, true));
                Await.pass(SETTLED);
                double heap = process.heapBytes();
                double[] all = new double[TURNS];
                double[] own = new double[TURNS];
                for (int turn = 0; turn < TURNS; turn++) {
                    CpuPercent without = cpuOfRules(process);
                    holdBack(probe, gateway, points, switches);
                    CpuPercent with = cpuOfRules(process);
                    all[turn] = with.all - without.all;
                    own[turn] = with.own - without.own;
                    if (turn < TURNS - 1) {
                        remove(probe, gateway, points.keySet());
                    }
                }
                report.add("10,000 rules: heap", (process.heapBytes() - heap) / MIB, "MiB", "10", "");
                String what = "10,000 rules at 10,000 samples a second: CPU beyond without, middle of " + TURNS;
                report.add(what + ", threads that judge and collect garbage", middle(own), "% of a core", "3", "");
                report.add(what + ", all", middle(all), "% of a core");
            }
            double heap = process.heapBytes();
            letGo(gateway, points.size(), switches);
            report.add("10,000 active alarms: heap", (process.heapBytes() - heap) / MIB, "MiB", "45", "");
            restart(gateway, points.size());
        }
    }

    private static void take(JsonNode object, Map<String, String> points, List<String> switches) {
        String type = object.path("object_type").asText();
        String point = object.path("point_id").asText();
        points.put(
                point, type.startsWith("analog") ? limit(-1e9) : "\"type\":\"state\",\"states\":[0,1,2,3,4,5,6,7,8,9]");
        if (type.equals("binaryValue") && object.path("writable").asBoolean() && switches.size() < SWITCHES) {
            switches.add(point);
        }
    }

    static void set(MqttProbe probe, Gateway gateway, String point, boolean on) {
        JsonNode done = probe.command(
                gateway.base(), "set_value_to_point", "\"point_id\":\"" + point + "\",\"value\":" + on, SOON);
        if (!done.path("effective").asBoolean()) {
            throw new AssertionError(done.toString());
        }
    }

    /** @param own of the threads that rules work in */
    private record CpuPercent(double all, double own) {}

    private static CpuPercent cpuOfRules(ProcessFigures process) {
        Duration span = Duration.ofSeconds(20);
        double own = process.cpuSeconds(AlarmBench::takesPartInRules);
        double all = cpuPercent(process, span);
        return new CpuPercent(all, 100 * (process.cpuSeconds(AlarmBench::takesPartInRules) - own) / span.toSeconds());
    }

    /** Samples are judged by the thread that brings them, and alarms looked at by the alarms' own. */
    private static boolean takesPartInRules(String thread) {
        return thread.startsWith("bms-monitoring") || thread.startsWith("bms-alarm") || thread.equals("VM Thread");
    }

    private static double middle(double[] some) {
        double[] sorted = some.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    static double cpuPercent(ProcessFigures process, Duration span) {
        double before = process.cpuSeconds();
        Await.pass(span);
        return 100 * (process.cpuSeconds() - before) / span.toSeconds();
    }

    private static void holdBack(MqttProbe probe, Gateway gateway, Map<String, String> points, List<String> switches) {
        List<String> rules = new ArrayList<>();
        points.forEach((point, offence) -> {
            int which = rules.size() * SWITCHES / points.size();
            String by = switches.get(which).equals(point) ? switches.get((which + 1) % SWITCHES) : switches.get(which);
            rules.add(
                    rule(point, "flood", offence + ",\"suppress_when\":{\"point_id\":\"" + by + "\",\"states\":[1]}"));
        });
        for (int from = 0; from < rules.size(); from += RULES_AT_ONCE) {
            List<String> some = rules.subList(from, Math.min(rules.size(), from + RULES_AT_ONCE));
            Bench.configure(
                    probe, gateway.base(), "\"discover\":false,\"alarm_rules\":[" + String.join(",", some) + "]");
        }
    }

    private static void remove(MqttProbe probe, Gateway gateway, Collection<String> points) {
        List<String> alarms =
                points.stream().map(point -> "\"" + point + ".flood\"").toList();
        Bench.configure(
                probe, gateway.base(), "\"discover\":false,\"remove_alarm_rules\":[" + String.join(",", alarms) + "]");
        Await.pass(Duration.ofSeconds(5));
    }

    private void letGo(Gateway gateway, int points, List<String> switches) {
        Duration span = Duration.ofSeconds(20);
        try (MqttProbe samples = gateway.probe();
                MqttProbe writer = gateway.probe();
                AlarmEar ear = AlarmEar.listen(gateway)) {
            samples.subscribe(gateway.base() + "/bulk", 0);
            Await.pass(Duration.ofSeconds(5));
            long begun = System.nanoTime();
            for (int i = 0; i < switches.size(); i++) {
                Await.pass(Duration.ofNanos(begun + i * 1_000_000_000L - System.nanoTime()));
                set(writer, gateway, switches.get(i), false);
            }
            report.add("the points that 10,000 alarms are about are let go within", since(begun), "s", "5", "");
            Await.until(() -> ear.open().size() >= points, SOON, "alarms at their topics");
            report.add("until all are at their topics", since(begun), "s", "20", "");
            Await.until(() -> ear.onsets().size() >= points, SOON, "onsets");
            report.add("until all are told in order", (ear.newestOnsetNanos() - begun) / 1e9, "s");
            Await.pass(Duration.ofSeconds(20));
            report.add("onsets of 10,000 lost", points - ear.onsets().size(), "onsets", "0", "");
            report.add(
                    "onsets doubled",
                    ear.onsets().values().stream().mapToInt(times -> times - 1).sum(),
                    "onsets",
                    "0",
                    "");
            EachSecond seconds = EachSecond.of(samples.messages(), points, span);
            report.add("samples missed of 200,000 meanwhile", seconds.missed(), "samples", "0", "");
        }
        long begun = System.nanoTime();
        try (AlarmEar late = AlarmEar.listen(gateway)) {
            Await.until(() -> late.open().size() >= points, SOON, "alarms for a new subscriber");
            report.add("10,000 alarms to a new subscriber", since(begun), "s");
        }
    }

    private static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    /** From the start of the process to the same set of alarms at whoever comes back at once; nothing is told again. */
    private void restart(Gateway gateway, int points) {
        gateway.kill9();
        long begun = System.nanoTime();
        gateway.launch();
        try (AlarmEar ear = Await.some(() -> AlarmEar.tryListen(gateway), SOON, "the broker")) {
            report.add("start with 10,000 active alarms after kill -9, until one subscribes", since(begun), "s");
            Await.until(() -> ear.open().size() == points, SOON, "alarms after the start");
            report.add("until the set is whole there", since(begun), "s", "10", "");
            gateway.awaitOnline();
            try (MqttProbe probe = gateway.probe()) {
                JsonNode known = probe.command(gateway.base(), "get_alarms", "\"limit\":1", SOON);
                report.add("until the gateway is asked for its own", since(begun), "s");
                report.add(
                        "alarms that it has",
                        known.path("summary").path("active").asInt(),
                        "alarms");
            }
            Await.pass(Duration.ofSeconds(30));
            report.add("alarms at the subscriber after that", ear.open().size(), "alarms");
            report.add("told again by that", ear.onsets().size(), "onsets", "0", "");
        }
    }

    void cause() throws IOException {
        cause("one of 500 points", 1, 500, 3);
        cause("all 100 of a network", 100, 5, 0);
    }

    /** Devices die at once, while others on their network go on. */
    private void cause(String what, int devices, int points, int others) throws IOException {
        int port = FreePorts.udp();
        List<Simulator> simulators = new ArrayList<>(List.of(Simulator.start(devices, points, "127.0.1.1", port)));
        if (others > 0) {
            simulators.add(Simulator.start(
                    others, 5, "127.0.1.201", port, "--first-instance", "5001", "--broadcast", "127.0.1.254"));
        }
        try (Gateway gateway = Gateway.started(port, Map.of())) {
            Path cfg = gateway.data().resolve("etc/io.bms.alarm.cfg");
            Files.writeString(
                    cfg,
                    Files.readString(cfg)
                            .replaceAll("(?m)^deviceSilentSeconds = .*$", "deviceSilentSeconds = " + SILENT_SECONDS));
            Bench.configure(gateway, "\"ip_addresses\":[\"127.0.1.0/24\"]");
            try (AlarmEar ear = AlarmEar.listen(gateway)) {
                Await.pass(Duration.ofSeconds(10));
                simulators.get(0).close();
                Await.until(() -> !ear.announced().isEmpty(), SOON, "an alarm");
                Await.pass(Duration.ofSeconds(40));
                report.add(
                        "alarms of devices that die: " + what, ear.announced().size(), "alarms", "1", "");
                report.add("effects of that, recorded", ear.onsets().size() - 1.0, "alarms");
            }
        } finally {
            simulators.forEach(Simulator::close);
        }
    }
}

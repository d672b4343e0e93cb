// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.Mosquitto;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.OtherStack;
import io.bms.itests.support.Run;
import io.bms.itests.support.Simulator;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@code mvn -Pbench}: measures the built distribution on this machine. Nothing here passes or fails. */
public final class Bench {
    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final Duration DISCOVERY = Duration.ofSeconds(90);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String ADDRESSES_OF_FOUR = addresses(4);
    private static final List<String> FEATURES = List.of(
            "bms-bacnet", "bms-broker", "bms-heartbeat", "bms-identity", "bms-mqtt", "bms-proxy", "bms-timeseries");
    static final String LARGE = "-Xms512m -Xmx768m -XX:+UseG1GC -XX:+ExitOnOutOfMemoryError -Xss512k";
    private static final Pattern SENT = Pattern.compile("bytes_sent:(\\d+)");
    private static final Pattern RECEIVED = Pattern.compile("bytes_received:(\\d+)");

    private final Report report = new Report();

    private Bench() {}

    /** Measures all, or only the measurements whose names are given. */
    public static void main(String[] names) throws IOException {
        Bench bench = new Bench();
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put("boot", bench::boot);
        steps.put("afterKill", bench::afterKill);
        steps.put("written", new DiskBench(bench.report)::written);
        steps.put("drain", new DiskBench(bench.report)::drain);
        steps.put("memory", bench::memory);
        steps.put("traffic", bench::traffic);
        steps.put("uplink", new UplinkBench(bench.report)::uplink);
        steps.put("write", bench::write);
        steps.put("large", bench::large);
        steps.put("campus", new CampusBench(bench.report)::grow);
        steps.put("broker", new BrokerBench(bench.report)::messages);
        steps.put("filters", new BrokerBench(bench.report)::filters);
        steps.put("retained", new RetainedBench(bench.report)::retained);
        steps.put("connect", new AccessBench(bench.report)::connect);
        steps.put("tls", new AccessBench(bench.report)::tls);
        steps.put("strangers", new StrangersBench(bench.report)::beside);
        steps.put("ends", new StrangersBench(bench.report)::ends);
        steps.put("path", bench::path);
        steps.put("alarms", () -> {
            new AlarmBench(bench.report).delay();
            new EventBench(bench.report).events();
        });
        steps.put("alarmFlood", new AlarmBench(bench.report)::flood);
        steps.put("alarmCause", new AlarmBench(bench.report)::cause);
        steps.put("sparkplug", new SparkplugBench(bench.report)::cost);
        steps.put("update", new UpdateBench(bench.report)::updates);
        for (Map.Entry<String, Step> step : steps.entrySet()) {
            if (names.length == 0 || Arrays.asList(names).contains(step.getKey())) {
                System.out.println(step.getKey());
                step.getValue().run();
            }
        }
        bench.report.print();
        bench.report.write(Path.of(System.getProperty("bms.bench.json")));
        // A thread of a client's library may wait for ever.
        System.exit(0);
    }

    private interface Step {
        void run() throws IOException;
    }

    static JsonNode configure(Gateway gateway, String body) {
        try (MqttProbe probe = gateway.probe()) {
            return configure(probe, gateway.base(), body);
        }
    }

    /** Has the gateway take up a configuration; a refusal ends the benchmark. */
    static JsonNode configure(MqttProbe probe, String base, String body) {
        JsonNode response = probe.command(base, "get_config", body, DISCOVERY);
        if (!response.path("status").asText().equals("success")) {
            throw new AssertionError(response.toString());
        }
        return response;
    }

    /** The key of the first so many simulated devices. */
    static String addresses(int devices) {
        return IntStream.rangeClosed(1, devices)
                .mapToObj(i -> "\"127.0.1." + i + "\"")
                .collect(Collectors.joining(",", "\"ip_addresses\":[", "]"));
    }

    /** Boot to the first sample read after the process was started. */
    private void boot() {
        try (Simulator simulator = Simulator.start(4, 25, "127.0.1.1");
                Gateway gateway = Gateway.started(simulator.port(), Map.of("BMS_POLLING_INTERVAL_SECONDS", "30"))) {
            configure(gateway, ADDRESSES_OF_FOUR);
            gateway.stop();
            Run.toEnd(
                    Distribution.work(),
                    Map.of(),
                    SOON,
                    List.of("rm", "-rf", gateway.data().resolve("karaf").toString()));
            report.add("boot to first sample, cold (empty framework cache)", bootOnce(gateway), "ms");
            double[] warm = new double[5];
            for (int i = 0; i < warm.length; i++) {
                warm[i] = bootOnce(gateway);
            }
            Arrays.sort(warm);
            report.add("boot to first sample, warm, median of 5", warm[warm.length / 2], "ms", "3500", "5000");
        }
    }

    /** The same start after a clean stop and after a kill, under load when it was killed. */
    private void afterKill() {
        try (Simulator simulator = Simulator.start(4, 250, "127.0.1.1");
                Gateway gateway = Gateway.started(simulator.port(), Map.of())) {
            configure(gateway, ADDRESSES_OF_FOUR);
            Await.pass(MINUTE);
            double[] killed = new double[5];
            double[] stopped = new double[5];
            for (int i = 0; i < killed.length; i++) {
                gateway.kill9();
                killed[i] = bootOnce(gateway);
                stopped[i] = bootOnce(gateway);
                gateway.start();
                Await.pass(Duration.ofSeconds(5));
            }
            Arrays.sort(killed);
            Arrays.sort(stopped);
            report.add("boot to first sample after kill -9, 1,000 points at 1 s, median of 5", killed[2], "ms");
            report.add("boot to first sample after a clean stop, likewise", stopped[2], "ms");
        }
    }

    private static double bootOnce(Gateway gateway) {
        gateway.start();
        Instant started = new ProcessFigures(gateway.pid()).started();
        try (MqttProbe probe = gateway.probe()) {
            probe.subscribe(gateway.base() + "/+/+", 1);
            Supplier<java.util.Optional<Instant>> first = () -> probe.messages().stream()
                    .filter(m -> m.json().has("point_id"))
                    .map(m -> Instant.parse(m.json().path("timestamp").asText()))
                    .filter(at -> at.isAfter(started))
                    .min(Instant::compareTo);
            Await.some(first, SOON, "a sample of this run");
            Await.pass(Duration.ofSeconds(3));
            double ms = Duration.between(started, first.get().orElseThrow()).toMillis();
            gateway.stop();
            return ms;
        }
    }

    /** Memory and CPU with 100 points, then what each feature costs. */
    private void memory() {
        try (Simulator simulator = Simulator.start(4, 25, "127.0.1.1")) {
            for (int interval : new int[] {30, 1}) {
                try (Gateway gateway = Gateway.started(
                        simulator.port(),
                        Map.of("BMS_POLLING_INTERVAL_SECONDS", "" + interval, "BMS_BATCH_INTERVAL_SECONDS", "60"))) {
                    configure(gateway, ADDRESSES_OF_FOUR);
                    loaded(gateway, ", 100 points at " + interval + " s", "200");
                    leaveOut(gateway, "bms-proxy");
                    gateway.stop();
                    gateway.start();
                    loaded(gateway, ", 100 points at " + interval + " s, without web", "160");
                }
            }
            double all = idle(simulator, "");
            report.add("resident memory, idle, all features", all, "MiB");
            for (String feature : FEATURES) {
                report.add("of that, " + feature, all - idle(simulator, feature), "MiB");
            }
        }
    }

    private void loaded(Gateway gateway, String load, String aim) {
        Await.pass(MINUTE);
        ProcessFigures process = new ProcessFigures(gateway.pid());
        double cpu = process.cpuSeconds();
        Await.pass(MINUTE);
        report.add(
                "CPU over a minute" + load,
                100 * (process.cpuSeconds() - cpu) / MINUTE.toSeconds(),
                "% of a core",
                "",
                "20");
        report.add("resident memory" + load, process.residentMb(), "MiB", aim, "200");
        report.add("proportional memory" + load, process.proportionalMb(), "MiB", aim, "200");
    }

    private static void leaveOut(Gateway gateway, String feature) {
        List<String> others = new ArrayList<>(FEATURES);
        others.remove(feature);
        gateway.shell("feature:install " + String.join(" ", others));
        gateway.shell("feature:uninstall bms-gateway");
    }

    private static double idle(Simulator simulator, String without) {
        try (Gateway gateway = Gateway.started(simulator.port(), Map.of())) {
            if (!without.isEmpty()) {
                leaveOut(gateway, without);
            }
            gateway.stop();
            gateway.launch();
            Await.pass(SOON);
            return new ProcessFigures(gateway.pid()).residentMb();
        }
    }

    /** Bytes a minute with 100 points at 30 s, a fifth of them changing from read to read. */
    private void traffic() throws IOException {
        int port = FreePorts.udp();
        try (OtherStack device = OtherStack.start("127.0.5.3", port, 2001, 100, "--changing", "20");
                UdpMeter meter = new UdpMeter(
                        new InetSocketAddress("127.0.6.1", port),
                        new InetSocketAddress("127.0.6.2", port),
                        device.address());
                Gateway gateway = Gateway.started(
                        port, Map.of("BMS_POLLING_INTERVAL_SECONDS", "30", "BMS_BATCH_INTERVAL_SECONDS", "60"))) {
            configure(gateway, "\"ip_addresses\":[\"127.0.6.1\"]");
            Await.pass(MINUTE);
            long bacnet = meter.bytes();
            long mqtt = mqttBytes(gateway);
            Await.pass(MINUTE.multipliedBy(2));
            report.add(
                    "BACnet payload bytes a minute, both directions", (meter.bytes() - bacnet) / 2.0 / 1024, "KiB/min");
            report.add(
                    "MQTT bytes a minute at the broker's socket",
                    (mqttBytes(gateway) - mqtt) / 2.0 / 1024,
                    "KiB/min",
                    "",
                    "50");
        }
    }

    /** Bytes in both directions on the gateway's own connection to its broker. */
    private static long mqttBytes(Gateway gateway) {
        String sockets = Run.toEnd(
                Distribution.work(),
                Map.of(),
                SOON,
                List.of("ss", "-Htinp", "state", "established", "dport", "=", ":" + gateway.mqttPort()));
        long sum = 0;
        for (Pattern pattern : List.of(SENT, RECEIVED)) {
            Matcher matcher = pattern.matcher(sockets);
            while (matcher.find()) {
                sum += Long.parseLong(matcher.group(1));
            }
        }
        return sum;
    }

    /** set_value_to_point from an outside client, under load. */
    private void write() {
        try (Simulator simulator = Simulator.start(4, 25, "127.0.1.1");
                Gateway gateway = Gateway.started(simulator.port(), Map.of());
                MqttProbe probe = gateway.probe()) {
            JsonNode found = configure(gateway, ADDRESSES_OF_FOUR);
            String point = "";
            for (JsonNode object : found.path("discovered_devices").path(0).path("objects")) {
                if (object.path("writable").asBoolean()
                        && object.path("object_type").asText().equals("analogValue")) {
                    point = object.path("point_id").asText();
                }
            }
            double[] ms = new double[1_000];
            for (int i = 0; i < ms.length + 100; i++) {
                long begin = System.nanoTime();
                JsonNode response = probe.command(
                        gateway.base(),
                        "set_value_to_point",
                        "\"point_id\":\"" + point + "\",\"value\":" + (20 + i % 2),
                        SOON);
                if (!response.path("effective").asBoolean()) {
                    throw new AssertionError(response.toString());
                }
                if (i >= 100) {
                    ms[i - 100] = (System.nanoTime() - begin) / 1e6;
                }
                probe.forget();
            }
            Arrays.sort(ms);
            report.add("set_value_to_point from outside, 100 points at 1 s, p50", ms[ms.length / 2], "ms");
            report.add(
                    "set_value_to_point from outside, 100 points at 1 s, p99",
                    ms[ms.length * 99 / 100],
                    "ms",
                    "50",
                    "");
        }
    }

    /** With the memory that the gateway comes with, and with that which the README gives for a large building. */
    private void large() {
        large("", Map.of());
        large(", " + LARGE, Map.of("BMS_JAVA_OPTS", LARGE));
    }

    /** 100 devices of 100 points, every second, for a minute. */
    private void large(String memory, Map<String, String> settings) {
        try (Simulator simulator = Simulator.start(100, 100, "127.0.1.1");
                Gateway gateway = Gateway.started(simulator.port(), settings);
                MqttProbe probe = gateway.probe()) {
            long begin = System.nanoTime();
            configure(gateway, "\"monitoring\":[{\"read\":\"poll\"}]," + addresses(100));
            report.add(
                    "100 devices of 100 points found and described" + memory, (System.nanoTime() - begin) / 1e6, "ms");
            Await.pass(Duration.ofSeconds(10));
            probe.subscribe(gateway.base() + "/bulk", 0);
            ProcessFigures process = new ProcessFigures(gateway.pid());
            double cpu = process.cpuSeconds();
            Await.pass(MINUTE.plusSeconds(3));
            cpu = process.cpuSeconds() - cpu;
            double resident = process.residentMb();
            EachSecond seconds = EachSecond.of(probe.messages(), 10_000, MINUTE);
            report.add(
                    "10,000 points a second: samples missed of 600,000" + memory, seconds.missed(), "samples", "0", "");
            report.add(
                    "10,000 points a second: samples more than one a second" + memory,
                    seconds.doubled(),
                    "samples",
                    "0",
                    "");
            report.add("10,000 points a second: CPU" + memory, 100 * cpu / (MINUTE.toSeconds() + 3), "% of a core");
            report.add("10,000 points a second: resident memory" + memory, resident, "MiB");
        }
    }

    /**
     * As many samples with a broker elsewhere: from UDP to {@code B/bulk}, with the points' own topics and history
     * beside it.
     */
    private void path() throws IOException {
        int port = FreePorts.tcp();
        String password = "bench-" + port;
        Path passwordFile = Files.writeString(Distribution.work().resolve("bench-password-" + port), password + "\n");
        try (Mosquitto mosquitto = Mosquitto.startForLoad(port, "bench", password);
                MqttProbe probe = MqttProbe.connect(mosquitto.uri(), "bench", password);
                Simulator simulator = Simulator.start(100, 100, "127.0.1.1");
                Gateway gateway = new Gateway(
                        simulator.port(),
                        Map.of(
                                "BMS_JAVA_OPTS",
                                LARGE,
                                "BMS_MQTT_HOST",
                                "127.0.0.1:" + port,
                                "BMS_MQTT_USER",
                                "bench",
                                "BMS_MQTT_PASSWORD_FILE",
                                passwordFile.toString(),
                                "BMS_MQTT_EXTERNAL_ROLE",
                                "integrator"))) {
            probe.subscribe(gateway.base() + "/status/update", 1);
            gateway.launch();
            probe.await("online", MINUTE, m -> m.json().path("status").asText().equals("online"));
            configure(probe, gateway.base(), "\"monitoring\":[{\"read\":\"poll\"}]," + addresses(100));
            Await.pass(SOON);
            probe.subscribe(gateway.base() + "/bulk", 0);
            double cpu = new ProcessFigures(gateway.pid()).cpuSeconds();
            Await.pass(MINUTE);
            cpu = new ProcessFigures(gateway.pid()).cpuSeconds() - cpu;
            long samples = probe.messages().stream()
                    .mapToLong(m -> m.json().path("points").size())
                    .sum();
            report.add(
                    "UDP to B/bulk, broker elsewhere: samples a second",
                    samples / (double) MINUTE.toSeconds(),
                    "samples/s");
            report.add(
                    "UDP to B/bulk, broker elsewhere: CPU for 10,000 samples",
                    1_000 * cpu * 10_000 / samples,
                    "ms",
                    "500",
                    "");
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.bench;

import io.bms.itests.support.Await;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.Mosquitto;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Simulator;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the gateway writes to its disk, and how fast it brings out what waited there. */
final class DiskBench {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration SPAN = Duration.ofMinutes(4);
    private static final Duration OUTAGE = Duration.ofSeconds(60);
    private static final double MIB = 1 << 20;
    private static final Pattern WRITTEN = Pattern.compile("(?:pwrite64|write|writev)\\(\\d+<([^>]*)>.*= (\\d+)$");

    private final Report report;

    DiskBench(Report report) {
        this.report = report;
    }

    /** 100 points at 30 s, told apart by file; what is written once in a while (packing) is in the storage bench. */
    void written() throws IOException {
        Path trace = Distribution.work().resolve("written.trace");
        try (Simulator simulator = Simulator.start(4, 25, "127.0.1.1");
                Gateway gateway = new Gateway(
                        simulator.port(),
                        Map.of("BMS_POLLING_INTERVAL_SECONDS", "30", "BMS_BATCH_INTERVAL_SECONDS", "60"))) {
            gateway.launch(
                    List.of(
                            "strace",
                            "-f",
                            "--seccomp-bpf",
                            "-y",
                            "-s",
                            "0",
                            "-o",
                            trace.toString(),
                            "-e",
                            "trace=write,writev,pwrite64",
                            "bin/bms",
                            "run"),
                    pid -> gateway.data());
            gateway.awaitOnline();
            try (MqttProbe probe = gateway.probe()) {
                Bench.configure(probe, gateway.base(), Bench.addresses(4));
            }
            Await.pass(Duration.ofSeconds(30));
            long from = Files.size(trace);
            Await.pass(SPAN);
            byte[] lines = Files.readAllBytes(trace);
            gateway.stop();
            Map<String, Long> bytes = byKind(
                    new String(lines, (int) from, lines.length - (int) from, StandardCharsets.ISO_8859_1),
                    gateway.data().toString());
            double days = SPAN.toSeconds() / 86_400.0;
            bytes.forEach((kind, sum) ->
                    report.add("written a day to " + kind + ", 100 points at 30 s", sum / MIB / days, "MiB/day"));
        } finally {
            Files.deleteIfExists(trace);
        }
    }

    private static Map<String, Long> byKind(String trace, String data) {
        Map<String, Long> bytes = new LinkedHashMap<>(
                Map.of("write-ahead logs", 0L, "databases", 0L, "the broker's journal", 0L, "logs and the rest", 0L));
        trace.lines().forEach(line -> {
            Matcher call = WRITTEN.matcher(line);
            if (call.find() && call.group(1).startsWith(data)) {
                String file = call.group(1).substring(data.length());
                String kind = file.endsWith("-wal")
                        ? "write-ahead logs"
                        : file.endsWith(".db")
                                ? "databases"
                                : file.startsWith("/broker/") ? "the broker's journal" : "logs and the rest";
                bytes.merge(kind, Long.parseLong(call.group(2)), Long::sum);
            }
        });
        return bytes;
    }

    /** 1,000 samples a second wait for a minute, and go out while as many go on coming. */
    void drain() throws IOException {
        int port = FreePorts.tcp();
        Path password = Files.writeString(Distribution.work().resolve("drain.password"), "secret\n");
        Mosquitto broker = Mosquitto.start(port, "gateway", "secret");
        try (Simulator simulator = Simulator.start(10, 100, "127.0.1.1");
                Gateway gateway = new Gateway(
                        simulator.port(),
                        Map.of(
                                "BMS_MQTT_HOST",
                                "127.0.0.1:" + port,
                                "BMS_MQTT_USER",
                                "gateway",
                                "BMS_MQTT_PASSWORD_FILE",
                                password.toString(),
                                "BMS_MQTT_EXTERNAL_ROLE",
                                "integrator"))) {
            gateway.launch();
            try (MqttProbe probe = MqttProbe.connect(broker.uri(), "gateway", "secret")) {
                probe.subscribe(gateway.base() + "/status/update", 1);
                probe.await(
                        "online",
                        SOON,
                        message -> message.json().path("status").asText().equals("online"));
                Bench.configure(probe, gateway.base(), Bench.addresses(10));
            }
            broker.close();
            Await.pass(OUTAGE);
            broker = Mosquitto.start(port, "gateway", "secret");
            try (MqttProbe probe = MqttProbe.connect(broker.uri(), "gateway", "secret")) {
                probe.subscribe(gateway.base() + "/bulk", 1);
                measureDrain(probe);
            }
        } finally {
            broker.close();
            Files.deleteIfExists(password);
        }
    }

    private void measureDrain(MqttProbe probe) {
        probe.await("the first late batch", SOON, message -> message.json()
                .path("backfill")
                .asBoolean());
        long count = 0;
        long now = late(probe).size();
        while (now > count) {
            count = now;
            Await.pass(Duration.ofSeconds(3));
            now = late(probe).size();
        }
        List<MqttProbe.Message> late = late(probe);
        long samples = late.stream()
                .mapToLong(message -> message.json().path("points").size())
                .sum();
        double seconds = (late.get(late.size() - 1).nanos() - late.get(0).nanos()) / 1e9;
        report.add("samples that waited for the broker", samples, "samples");
        report.add("drain of the outbox, 1,000 live samples a second beside it", samples / seconds, "samples/s");
    }

    private static List<MqttProbe.Message> late(MqttProbe probe) {
        return probe.messages().stream()
                .filter(message -> message.json().path("backfill").asBoolean())
                .toList();
    }
}

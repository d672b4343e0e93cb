// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.bench;

import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.Mosquitto;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Simulator;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What Sparkplug costs: the same 1,000 points, each read every second, without it and with it. */
final class SparkplugBench {
    private static final Duration SETTLE = Duration.ofSeconds(30);
    private static final Duration SPAN = Duration.ofSeconds(60);
    private static final String USER = "bench";
    private static final String PASSWORD = "words for the bench";

    private final Report report;

    SparkplugBench(Report report) {
        this.report = report;
    }

    void cost() throws IOException {
        double without = run(false);
        double with = run(true);
        report.add("Sparkplug, 1,000 points at 1 s: CPU of the gateway without it", without, "% of a core");
        report.add("Sparkplug, 1,000 points at 1 s: CPU of the gateway with it", with, "% of a core");
    }

    /** @return per cent of a core */
    private double run(boolean sparkplug) throws IOException {
        int port = FreePorts.tcp();
        try (Mosquitto broker = Mosquitto.startForLoad(port, USER, PASSWORD);
                MqttProbe host = MqttProbe.connect(broker.uri(), USER, PASSWORD);
                Simulator building = Simulator.start(10, 100, "127.0.1.1");
                Gateway gateway = new Gateway(building.port(), Map.of("BMS_POLLING_INTERVAL_SECONDS", "1"))) {
            if (sparkplug) {
                configure(gateway, port);
            }
            gateway.start();
            try (MqttProbe admin = gateway.probe()) {
                Bench.configure(admin, gateway.base(), "\"monitoring\":[{\"read\":\"poll\"}]," + Bench.addresses(10));
            }
            Await.pass(SETTLE);
            host.subscribe("spBv1.0/+/DDATA/#", 0);
            ProcessFigures process = new ProcessFigures(gateway.pid());
            double cpu = process.cpuSeconds();
            Await.pass(SPAN);
            cpu = process.cpuSeconds() - cpu;
            if (sparkplug) {
                tell(host.messages());
            }
            return 100 * cpu / SPAN.toSeconds();
        }
    }

    private static void configure(Gateway gateway, int port) throws IOException {
        Path password = Files.createDirectories(gateway.data()).resolve("sparkplug-password");
        Files.writeString(password, PASSWORD + "\n");
        Files.writeString(
                Files.createDirectories(gateway.data().resolve("etc")).resolve("io.bms.sparkplug.cfg"),
                String.join("\n", "hosts = 127.0.0.1:" + port, "user = " + USER, "passwordFile = " + password, ""));
    }

    private void tell(List<MqttProbe.Message> messages) {
        long bytes = 0;
        long metrics = 0;
        for (MqttProbe.Message message : messages) {
            bytes += message.payload().length + message.topic().length();
            metrics += metrics(message.payload());
        }
        report.add("Sparkplug, 1,000 points at 1 s: changes told", metrics / (double) SPAN.toSeconds(), "samples/s");
        report.add("Sparkplug: topic and payload, a sample", bytes / (double) Math.max(1, metrics), "bytes");
        report.add("Sparkplug: samples in a message", metrics / (double) Math.max(1, messages.size()), "samples");
    }

    /** Fields with the number 2 at the top of the payload. */
    private static int metrics(byte[] payload) {
        int count = 0;
        int at = 0;
        while (at < payload.length) {
            int tag = payload[at++];
            long value = 0;
            int shift = 0;
            int read;
            do {
                read = payload[at++];
                value |= (read & 0x7FL) << shift;
                shift += 7;
            } while (read < 0);
            if ((tag & 7) == 2) {
                at += (int) value;
                count++;
            }
        }
        return count;
    }
}

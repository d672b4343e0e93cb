// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.bench;

import io.bms.itests.support.Await;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.OtherStack;
import io.bms.itests.support.Run;
import io.bms.testkit.FreePorts;
import io.bms.testkit.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an uplink costs: bytes of a line, memory and processor, with 100 points at 30 s, a fifth of them changing. */
final class UplinkBench {
    /** One round of confirming values that do not change. */
    private static final Duration ROUND = Duration.ofMinutes(15);

    /** Long enough to know what the gateway takes without it; what starts is over by then. */
    private static final Duration WITHOUT = Duration.ofMinutes(5);

    private static final Duration SETTLE = Duration.ofMinutes(3);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final double ROUNDS_OF_A_DAY = 24 * 4;
    private static final double MIB = 1024 * 1024;
    /** The last number of the uplink's row, if nothing has failed. */
    private static final Pattern BYTES = Pattern.compile("(?m)^cloud\\b.*\\D(\\d+)\\D*$");

    private final Report report;

    UplinkBench(Report report) {
        this.report = report;
    }

    void uplink() throws IOException {
        int port = FreePorts.udp();
        int cloud = FreePorts.tcp();
        try (OtherStack device = OtherStack.start("127.0.5.3", port, 2001, 100, "--changing", "20");
                Gateway gateway = Gateway.started(port, Map.of("BMS_POLLING_INTERVAL_SECONDS", "30"));
                Run broker = broker(cloud)) {
            broker.awaitLine("running", SOON);
            Bench.configure(gateway, "\"ip_addresses\":[\"" + device.address().getHostString() + "\"]");
            Await.pass(SETTLE);
            ProcessFigures process = new ProcessFigures(gateway.pid());
            double cpu = process.cpuSeconds();
            Await.pass(WITHOUT);
            double before = (process.cpuSeconds() - cpu) / WITHOUT.toSeconds();
            double heap = process.heapBytes();
            write(gateway, cloud);
            Await.pass(SETTLE);
            long bytes = bytes(gateway);
            cpu = process.cpuSeconds();
            double own = process.cpuSeconds(UplinkBench::isOfTheUplink);
            Await.pass(ROUND);
            report.add(
                    "uplink, bytes a day at the socket, with TLS and pings",
                    (bytes(gateway) - bytes) * ROUNDS_OF_A_DAY / MIB,
                    "MiB",
                    "1.9",
                    "");
            own = process.cpuSeconds(UplinkBench::isOfTheUplink) - own;
            double with = (process.cpuSeconds() - cpu) / ROUND.toSeconds();
            report.add("uplink, processor, its own threads", 100 * own / ROUND.toSeconds(), "% of a core", "0.3", "");
            report.add("gateway, processor without the uplink", 100 * before, "% of a core");
            report.add("gateway, processor with it", 100 * with, "% of a core");
            report.add("uplink, heap", (process.heapBytes() - heap) / MIB, "MiB", "8", "");
        }
    }

    /** As Linux names them, which is their first 15 characters; the gateway's own session is iot_supervisor_…. */
    private static boolean isOfTheUplink(String thread) {
        return thread.startsWith("bms-uplink-") || thread.startsWith("MQTT ") && !thread.endsWith(": iot_s");
    }

    private static Run broker(int port) throws IOException {
        Path folder = Files.createDirectories(Distribution.work().resolve("uplink-broker"));
        try {
            TestAuthority authority = new TestAuthority(folder, "cloud-ca");
            TestAuthority.Signed server = authority.server("broker");
            authority.client("gateway", "urn:gateway", Duration.ofDays(1));
            Files.copy(authority.caFile(), folder.resolve("ca.pem"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Files.writeString(
                    folder.resolve("mosquitto.conf"),
                    String.join(
                            "\n",
                            "user root",
                            "listener " + port + " 127.0.0.1",
                            "allow_anonymous true",
                            "require_certificate true",
                            "cafile " + authority.caFile(),
                            "certfile " + server.certificateFile(),
                            "keyfile " + server.keyFile(),
                            ""));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        return Run.start(
                folder,
                Map.of(),
                List.of(
                        "/usr/sbin/mosquitto",
                        "-c",
                        folder.resolve("mosquitto.conf").toString()));
    }

    private static void write(Gateway gateway, int port) throws IOException {
        Path folder = Distribution.work().resolve("uplink-broker");
        Files.writeString(
                Files.createDirectories(gateway.data().resolve("etc")).resolve("io.bms.uplink-cloud.cfg"),
                String.join(
                        "\n",
                        "hosts = mqtts://127.0.0.1:" + port,
                        "caFile = " + folder.resolve("ca.pem"),
                        "certificateFile = " + folder.resolve("gateway.crt"),
                        "keyFile = " + folder.resolve("gateway.key"),
                        ""));
    }

    private static long bytes(Gateway gateway) {
        String metrics = gateway.shell("bms:uplink-list");
        Matcher found = BYTES.matcher(metrics);
        if (!found.find()) {
            throw new AssertionError(metrics);
        }
        return Long.parseLong(found.group(1));
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import io.bms.itests.support.Await;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Exposure;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Run;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.Test;

/** How the gateway is run: by systemd, and by {@code mvn -Prun}. */
public class ServiceIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String RESTART = "10";

    /** Does what systemd would do with the unit that {@code bms install} writes. */
    @Test
    public void unit_runsTheGatewayAsOneProcess_thatAsksForItsRestartByExitCode() throws IOException {
        try (Gateway gateway = new Gateway(FreePorts.udp(), Map.of())) {
            Path file = Files.createDirectories(gateway.data()).resolve("bms-gateway.service");
            gateway.bms(SOON, "install", "--user", "bms", "-o", file.toString());
            List<String> unit = Files.readAllLines(file);
            assertTrue(
                    unit.toString(),
                    unit.containsAll(List.of(
                            "[Unit]",
                            "[Service]",
                            "[Install]",
                            "User=bms",
                            "RestartForceExitStatus=" + RESTART,
                            "SuccessExitStatus=143 " + RESTART)));
            assertEquals("after a crash", List.of("on-failure"), values(unit, "Restart"));
            assertEquals("but not for ever", List.of("5"), values(unit, "StartLimitBurst"));
            assertTrue(
                    "the limit outlasts the pauses between the starts",
                    Integer.parseInt(values(unit, "StartLimitIntervalSec").get(0))
                            > 5 * Integer.parseInt(values(unit, "RestartSec").get(0)));
            values(unit, "Environment")
                    .forEach(value -> gateway.setEnv(value.split("=", 2)[0], value.split("=", 2)[1]));

            String exec = values(unit, "ExecStart").get(0);
            gateway.launch(List.of(exec.replaceAll(" run$", "").replace("\"", ""), "run"));
            gateway.awaitOnline();
            assertEquals(
                    "the process of the unit is the gateway's own",
                    gateway.run().pid(),
                    gateway.pid());
            try (MqttProbe probe = gateway.probe()) {
                probe.command(gateway.base(), "reboot", "\"delay_seconds\":0", SOON);
            }
            assertEquals(Integer.parseInt(RESTART), gateway.run().exit(SOON));
        }
    }

    /** Of a user of its own; that of root keeps what root may do. */
    @Test
    public void unit_ofAUser_isHardened() {
        assumeTrue("systemd-analyze", Files.isExecutable(Path.of("/usr/bin/systemd-analyze")));
        try (Gateway gateway = new Gateway(FreePorts.udp(), Map.of())) {
            Path unit = Distribution.work().resolve("hardened.service");
            gateway.bms(SOON, "install", "--user", "daemon", "-o", unit.toString());
            double open = Exposure.of(unit);
            assertTrue("it leaves open " + open, open <= Exposure.WANTED);
        }
    }

    /** The exit status after a crash is one that systemd takes for a failure. */
    @Test
    public void kill9_isAFailure_andStatusSaysWhatIsSo() throws IOException {
        try (Gateway gateway = new Gateway(FreePorts.udp(), Map.of("BMS_SUPERVISED", "1"))) {
            gateway.start();
            String port = gateway.env("BMS_HTTP_PORT");
            String up = gateway.bms(SOON, "status");
            assertTrue(up, up.contains("TCP 127.0.0.1:" + port + "\n"));
            assertTrue(up, up.contains("TCP 127.0.0.1:" + gateway.mqttPort() + "\n"));
            assertTrue(up, up.contains("UDP " + Gateway.BACNET_ADDRESS + ":" + gateway.bacnetPort()));
            assertFalse(up, up.contains("NOT OPEN"));
            gateway.bms(SOON, "health");

            gateway.shell("bundle:stop io.bms.proxy");
            Run status = Run.start(
                    gateway.home(), Map.of("BMS_DATA", gateway.data().toString()), List.of("bin/bms", "status"));
            assertEquals(1, status.exit(SOON));
            assertTrue(status.output(), status.output().contains("NOT OPEN: TCP 127.0.0.1:" + port));
            Run health = Run.start(
                    gateway.home(), Map.of("BMS_DATA", gateway.data().toString()), List.of("bin/bms", "health"));
            assertEquals(1, health.exit(SOON));

            gateway.kill9();
            int code = gateway.run().exit(SOON);
            assertTrue("exit status " + code, code != 0 && code != 143 && code != Integer.parseInt(RESTART));
        }
    }

    private static List<String> values(List<String> unit, String key) {
        return unit.stream()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1).replaceAll("^\"(.*)\"$", "$1"))
                .toList();
    }

    /** The demo, whose every command is carried out as it is printed. */
    @Test
    public void demo_saysWhatToTry_andCtrlCStopsBoth() throws IOException {
        String port = "" + FreePorts.udp();
        Path data = Distribution.work().resolve("demo-" + port);
        Map<String, String> env = new HashMap<>(Map.of("BMS_DATA", data.toString(), "BMS_BACNET_PORT", port));
        for (String name : List.of("BMS_MQTT_PORT", "BMS_MQTT_WS_PORT", "BMS_HTTP_PORT")) {
            env.put(name, "" + FreePorts.tcp());
        }
        // what a shell starts in the background ignores Ctrl-C, and so does all below it
        List<String> command = List.of("env", "--default-signal=INT", "bin/bms-demo", "--port", port, "--faults", "5");
        try (Run demo = Run.start(Distribution.folder(), env, command)) {
            demo.awaitLine("Ctrl-C here stops both.", Duration.ofSeconds(60));
            assertFalse("no password on a command line", demo.output().contains(" -P "));
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("mqtt/mosquitto_sub"))));
            String commands = demo.lines().stream()
                    .filter(line -> line.startsWith("  "))
                    .map(String::strip)
                    .filter(line -> !line.startsWith("http"))
                    .map(line -> line.replace("mqtt sub -v -t", "mqtt sub -C 1 -W 20 -v -t"))
                    // a person looks again
                    .map(line -> line.replaceFirst(
                            ".*alarm-list$", "until $0 | grep 1003.analogInput.4.event; do sleep 1; done"))
                    .collect(Collectors.joining("\n", "set -e\n", "\nwait\n"));
            String shown =
                    Run.toEnd(Distribution.work(), Map.of(), Duration.ofSeconds(120), List.of("bash", "-c", commands));
            assertTrue(shown, shown.contains("| Rooms-1 ") && shown.contains("1001.analogInput.1 "));
            assertTrue(shown, shown.contains("written at priority 8") && shown.contains("released at priority 8"));
            assertTrue(shown, shown.contains("\"command_id\":\"try-1\",\"status\":\"success\""));
            assertTrue(shown, shown.contains("Acknowledged: 1003.analogInput.4.event"));

            long gateway =
                    Long.parseLong(Files.readString(data.resolve("bms.pid")).strip());
            List<ProcessHandle> children =
                    ProcessHandle.of(demo.pid()).orElseThrow().descendants().toList();
            Run.toEnd(Distribution.work(), Map.of(), SOON, List.of("bash", "-c", "kill -INT " + demo.pid()));
            assertEquals(demo.output(), 0, demo.exit(SOON));
            assertTrue("the gateway was among them", children.stream().anyMatch(child -> child.pid() == gateway));
            Await.until(() -> children.stream().noneMatch(ProcessHandle::isAlive), SOON, "all processes to end");
        } finally {
            Run.toEnd(Distribution.work(), Map.of(), SOON, List.of("rm", "-rf", data.toString()));
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Simulator;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.Test;

/** Backup, restore and export, all of it by the shell. */
public class RestoreIT {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String POINT = "1001.analogInput.1";
    private static final int SAMPLES = 5;

    @Test
    public void backup_restoredByTheShellOfAFreshGateway_hasHistorySettingsAndIdentity() throws IOException {
        Path folder = Files.createTempDirectory(Files.createDirectories(Distribution.work()), "restore-");
        Path backup = folder.resolve("gateway.zip");
        List<String> exported;
        try (Simulator simulator = Simulator.start(1, 10, "127.0.1.1");
                Gateway gateway = Gateway.started(simulator.port(), Map.of())) {
            gateway.shell("bms:device-discover 127.0.1.1");
            edit(gateway, "heartbeatIntervalSeconds = 7");
            Await.until(() -> export(gateway, folder, "csv").size() > SAMPLES, SOON, "some history");
            exported = export(gateway, folder, "csv");
            assertEquals("timestamp,point_id,units,value,quality", exported.get(0));
            assertTrue(gateway.shell("bms:backup " + backup).contains("Written to " + backup));
            gateway.stop();
        }
        try (Gateway fresh =
                Gateway.started(FreePorts.udp(), Map.of("BMS_SITE_ID", "elsewhere", "BMS_DEVICE_ID", "gateway-9"))) {
            long before = fresh.pid();
            assertTrue(fresh.shell("bms:restore " + backup).contains("The gateway restarts and restores it."));
            fresh.setEnv("BMS_SITE_ID", "hq");
            fresh.setEnv("BMS_DEVICE_ID", "gateway-1");
            fresh.awaitRestart(before);
            assertTrue(fresh.shell("bms:identity-show").contains("acme/hq/gateway-1"));
            assertTrue(fresh.shell("bms:config-history").contains("10"));
            assertTrue(fresh.shell("bms:device-list").contains("1001"));
            assertTrue(Files.readString(cfg(fresh)).contains("heartbeatIntervalSeconds = 7"));
            try (Stream<Path> files = Files.list(fresh.data())) {
                assertTrue(
                        "what there was is kept",
                        files.anyMatch(file -> file.getFileName().toString().startsWith("before-restore-")));
            }
            List<String> restored = export(fresh, folder, "csv");
            assertTrue("restored " + restored + ", before " + exported, restored.containsAll(exported));
            assertEquals(restored.stream().filter(RestoreIT::isGood).toList(), lines(folder, fresh));
        }
    }

    @Test
    public void rollbackAndRestore_releaseFirstWhatTheGatewayHolds() throws IOException {
        Path backup = Files.createTempDirectory(Files.createDirectories(Distribution.work()), "held-")
                .resolve("gateway.zip");
        try (Simulator simulator = Simulator.start(1, 10, "127.0.1.1");
                Gateway gateway = Gateway.started(simulator.port(), Map.of())) {
            assertTrue(gateway.shell("bms:backup " + backup).contains("Written to " + backup));
            gateway.shell("bms:monitoring-stop");
            gateway.shell("bms:device-discover 127.0.1.1");
            String setpoint = setpoint(gateway);
            hold(gateway, setpoint);
            String rolledBack = gateway.shell("bms:config-rollback 1");
            assertTrue(rolledBack, rolledBack.contains("released first, 1 in all"));
            gateway.shell("bms:device-discover 127.0.1.1");
            assertFalse(priorities(gateway, setpoint).contains("33"));
            hold(gateway, setpoint);
            long before = gateway.pid();
            String restored = gateway.shell("bms:restore " + backup);
            assertTrue(restored, restored.contains("released first, 1 in all. The gateway restarts"));
            gateway.awaitRestart(before);
            assertTrue(gateway.shell("bms:device-list").contains("The site has no device yet"));
            gateway.shell("bms:device-discover 127.0.1.1");
            assertFalse(priorities(gateway, setpoint).contains("33"));
        }
    }

    private static String setpoint(Gateway gateway) {
        Matcher matcher = Pattern.compile("1001\\.analogValue\\.\\d+").matcher(gateway.shell("bms:point-list 1001"));
        assertTrue(matcher.find());
        return matcher.group();
    }

    private static void hold(Gateway gateway, String setpoint) {
        gateway.shell("bms:point-write -p 10 " + setpoint + " 33");
        assertTrue(priorities(gateway, setpoint).contains("33"));
    }

    private static String priorities(Gateway gateway, String setpoint) {
        return gateway.shell("bms:point-show --property priorityArray " + setpoint);
    }

    /** Its device is not there, so the fresh gateway adds bad ones of its own. */
    private static boolean isGood(String line) {
        return line.endsWith(",good");
    }

    /** The good samples as JSON, in the form of the CSV's lines. */
    private static List<String> lines(Path folder, Gateway gateway) throws IOException {
        JsonNode json = MqttProbe.json(String.join("\n", export(gateway, folder, "json")));
        List<String> lines = new ArrayList<>();
        json.forEach(sample -> lines.add(sample.path("timestamp").asText() + ","
                + sample.path("point_id").asText() + "," + sample.path("units").asText() + ","
                + sample.path("value").asText() + ","
                + sample.path("quality").asText()));
        return lines.stream().filter(RestoreIT::isGood).toList();
    }

    private static List<String> export(Gateway gateway, Path folder, String form) {
        Path file = folder.resolve("history-" + System.nanoTime() + "." + form);
        String said = gateway.shell("bms:history-export " + file + " " + POINT);
        try {
            assertTrue(said, said.contains("samples are in " + file));
            assertFalse(Files.exists(file.resolveSibling(file.getFileName() + ".part")));
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path cfg(Gateway gateway) {
        return gateway.data().resolve("etc/io.bms.heartbeat.cfg");
    }

    private static void edit(Gateway gateway, String line) throws IOException {
        String text = Files.readString(cfg(gateway));
        String key = line.split(" ")[0];
        assertTrue(key + " in " + text, text.contains("\n" + key + " ="));
        Files.writeString(cfg(gateway), text.replaceAll("(?m)^" + key + " =.*$", line));
    }
}

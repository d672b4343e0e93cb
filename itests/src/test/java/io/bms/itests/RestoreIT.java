package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Ports;
import io.bms.itests.support.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.Test;

/** Backup, restore and export, all of it by {@code bin/bms shell}. */
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
            Await.until("some history", SOON, () -> export(gateway, folder, "csv").size() > SAMPLES);
            exported = export(gateway, folder, "csv");
            assertEquals("timestamp,point_id,value,quality", exported.get(0));
            assertTrue(gateway.shell("bms:backup " + backup).contains("Written to " + backup));
            gateway.stop();
        }
        try (Gateway fresh = Gateway.started(Ports.udp(), Map.of("BMS_SITE_ID", "elsewhere", "BMS_DEVICE_ID", "gateway-9"))) {
            long before = fresh.pid();
            assertTrue(fresh.shell("bms:restore " + backup).contains("The gateway restarts and restores it."));
            fresh.setEnv("BMS_SITE_ID", "hq");
            fresh.setEnv("BMS_DEVICE_ID", "gateway-1");
            Await.until("another process", SOON, () -> Files.exists(fresh.data().resolve("bms.pid")) && fresh.pid() != before);
            fresh.awaitOnline();
            assertTrue(fresh.shell("bms:identity-show").contains("acme/hq/gateway-1"));
            assertTrue(fresh.shell("bms:config-history").contains("10"));
            assertTrue(fresh.shell("bms:device-list").contains("1001"));
            assertTrue(Files.readString(cfg(fresh)).contains("heartbeatIntervalSeconds = 7"));
            try (Stream<Path> files = Files.list(fresh.data())) {
                assertTrue("what there was is kept", files.anyMatch(file -> file.getFileName().toString().startsWith("before-restore-")));
            }
            List<String> restored = export(fresh, folder, "csv");
            assertTrue("restored " + restored + ", before " + exported, restored.containsAll(exported));
            assertEquals(restored.stream().filter(RestoreIT::isGood).toList(), lines(folder, fresh));
        }
    }

    /** Its device is not there, so the fresh gateway adds bad ones of its own. */
    private static boolean isGood(String line) {
        return line.endsWith(",good");
    }

    /** The good samples as JSON, in the form of the CSV's lines. */
    private static List<String> lines(Path folder, Gateway gateway) throws IOException {
        JsonNode json = MqttProbe.json(String.join("\n", export(gateway, folder, "json")));
        List<String> lines = new ArrayList<>();
        json.forEach(sample -> lines.add(sample.path("timestamp").asText() + "," + sample.path("point_id").asText() + ","
                + sample.path("value").asText() + "," + sample.path("quality").asText()));
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

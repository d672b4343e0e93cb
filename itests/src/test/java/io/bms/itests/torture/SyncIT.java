// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.torture;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Simulator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;

/** What the gateway asks of the system, and in which order: a trace of its system calls. */
public class SyncIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int WRITES = 5;
    private static final Pattern SYNC = Pattern.compile("\\bf(data)?sync\\(");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Rule
    public final Timeout deadline = Timeout.seconds(180);

    @Test
    public void response_toAWrite_goesOutOnlyAfterItsRecordIsSynced() throws IOException {
        Path trace = folder.getRoot().toPath().resolve("trace");
        try (Simulator simulator = Simulator.start(1, 30, "127.0.1.1");
                Gateway gateway = new Gateway(simulator.port(), Map.of("BMS_POLLING_INTERVAL_SECONDS", "60"))) {
            gateway.launch(
                    List.of(
                            "strace",
                            "-f",
                            "--seccomp-bpf",
                            "-yy",
                            "-s",
                            "8192",
                            "-o",
                            trace.toString(),
                            "-e",
                            "trace=write,sendto,sendmsg,writev,pwrite64,fsync,fdatasync",
                            "bin/bms",
                            "run"),
                    pid -> gateway.data());
            gateway.awaitOnline();
            try (MqttProbe probe = gateway.probe()) {
                String point =
                        writable(probe.command(gateway.base(), "get_config", "\"ip_addresses\":[\"127.0.1.1\"]", SOON));
                for (int i = 0; i < WRITES; i++) {
                    String id = "traced-" + i;
                    JsonNode answer = probe.send(
                            gateway.base(),
                            "set_value_to_point",
                            "{\"command_id\":\"" + id + "\",\"point_id\":\"" + point + "\",\"value\":" + (20 + i) + "}",
                            id,
                            SOON);
                    assertEquals(
                            answer.toString(), "success", answer.path("status").asText());
                }
            }
            gateway.stop();
        }
        List<String> calls = Files.readAllLines(trace, StandardCharsets.ISO_8859_1);
        for (int i = 0; i < WRITES; i++) {
            checkOrder(calls, "traced-" + i);
        }
    }

    private static String writable(JsonNode found) {
        for (JsonNode object : found.path("discovered_devices").path(0).path("objects")) {
            if (object.path("writable").asBoolean()
                    && object.path("object_type").asText().equals("analogValue")) {
                return object.path("point_id").asText();
            }
        }
        throw new AssertionError("no writable analog value in " + found);
    }

    /** The record is written, then synced, then the response goes to a socket; a call ends where its result stands. */
    private static void checkOrder(List<String> calls, String id) {
        int sent = first(calls, 0, line -> line.contains("TCP") && line.contains(id) && line.contains("effective"));
        int recorded = IntStream.range(0, sent)
                .filter(i -> calls.get(i).contains("pwrite64")
                        && calls.get(i).contains("journal.db-wal")
                        && calls.get(i).contains(id)
                        && calls.get(i).contains("effective"))
                .reduce((earlier, later) -> later)
                .orElse(-1);
        assertTrue(id + ": no record of the response before it was sent", recorded >= 0);
        int begun = first(calls, recorded, line -> SYNC.matcher(line).find() && line.contains("journal.db-wal"));
        String thread = calls.get(begun).substring(0, calls.get(begun).indexOf(' '));
        int synced = calls.get(begun).contains("= 0")
                ? begun
                : first(
                        calls,
                        begun,
                        line -> line.startsWith(thread + " ") && line.contains("sync resumed") && line.contains("= 0"));
        assertTrue(id + ": synced in line " + synced + ", sent in line " + sent, synced < sent);
    }

    private interface Line {
        boolean is(String line);
    }

    private static int first(List<String> calls, int from, Line wanted) {
        return IntStream.range(from, calls.size())
                .filter(i -> wanted.is(calls.get(i)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no such call from line " + from + " of " + calls.size()));
    }
}

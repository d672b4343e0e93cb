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
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;

/** What the gateway asks of the system, and in which order: a trace of its system calls. */
public class SyncIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int WRITES = 5;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Rule
    public final Timeout deadline = Timeout.seconds(180);

    @Test
    public void responses_goOutOnlyAfterWhatTheySayIsSynced() throws IOException {
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
                raise(probe, gateway.base(), point);
                for (int i = 0; i < WRITES; i++) {
                    String id = "acked-" + i;
                    JsonNode answer = probe.send(
                            gateway.base(),
                            "acknowledge_alarm",
                            "{\"command_id\":\"" + id + "\",\"note\":\"" + id + "\",\"alarms\":[{\"alarm_id\":\""
                                    + point + ".low" + i + "\"}]}",
                            id,
                            SOON);
                    assertEquals(
                            answer.toString(), "success", answer.path("status").asText());
                }
            }
            gateway.stop();
        }
        List<Call> calls = Files.readAllLines(trace, StandardCharsets.ISO_8859_1).stream()
                .map(Call::new)
                .toList();
        for (int i = 0; i < WRITES; i++) {
            checkOrder(calls, "journal.db-wal", "traced-" + i, "effective");
            for (String said : List.of("event_id", "condition", "result")) {
                checkOrder(calls, "alarm.db-wal", "acked-" + i, said);
            }
        }
    }

    /** As many alarms as are acknowledged. */
    private static void raise(MqttProbe probe, String base, String point) {
        String rules = IntStream.range(0, WRITES)
                .mapToObj(i -> "{\"name\":\"low" + i + "\",\"point_id\":\"" + point
                        + "\",\"type\":\"limits\",\"low\":1000,\"priority\":\"high\"}")
                .collect(Collectors.joining(","));
        JsonNode put = probe.command(base, "get_config", "\"discover\":false,\"alarm_rules\":[" + rules + "]", SOON);
        assertEquals(put.toString(), "success", put.path("status").asText());
        probe.command(base, "set_value_to_point", "\"point_id\":\"" + point + "\",\"value\":19", SOON);
        probe.subscribe(base + "/alarm/+", 1);
        for (int i = 0; i < WRITES; i++) {
            String topic = base + "/alarm/" + point + ".low" + i;
            probe.await("alarm " + i, SOON, m -> m.topic().equals(topic));
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

    /**
     * A line of the trace: a call, its beginning, where another thread's call is traced before its result, or its end.
     *
     * @param line thread, call and, but for a beginning, result
     */
    private record Call(String line) {
        private static final Pattern SYNC = Pattern.compile("\\bf(data)?sync\\(");

        boolean sends(String id, String said) {
            return line.contains("TCP") && line.contains(id) && line.contains(said);
        }

        boolean records(String file, String id) {
            return line.contains("pwrite64") && line.contains(file) && line.contains(id);
        }

        boolean syncs(String file) {
            return SYNC.matcher(line).find() && line.contains(file);
        }

        boolean endsSyncOf(Call begun) {
            return begun == this
                    ? succeeded()
                    : line.startsWith(begun.thread() + " ") && line.contains("sync resumed") && succeeded();
        }

        private boolean succeeded() {
            return line.contains("= 0");
        }

        private String thread() {
            return line.substring(0, line.indexOf(' '));
        }
    }

    /** The record is written, then synced, then what it says goes to a socket. */
    private static void checkOrder(List<Call> calls, String file, String id, String said) {
        int sent = first(calls, 0, call -> call.sends(id, said));
        int recorded = last(calls, sent, call -> call.records(file, id));
        int begun = first(calls, recorded, call -> call.syncs(file));
        int synced = first(calls, begun, call -> call.endsSyncOf(calls.get(begun)));
        assertTrue(id + ", " + said + ": synced in line " + synced + ", sent in line " + sent, synced < sent);
    }

    private static int first(List<Call> calls, int from, Predicate<Call> wanted) {
        return IntStream.range(from, calls.size())
                .filter(i -> wanted.test(calls.get(i)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no such call from line " + from + " of " + calls.size()));
    }

    private static int last(List<Call> calls, int before, Predicate<Call> wanted) {
        return IntStream.range(0, before)
                .filter(i -> wanted.test(calls.get(i)))
                .reduce((earlier, later) -> later)
                .orElseThrow(
                        () -> new AssertionError("no record of the response before it was sent, in line " + before));
    }
}

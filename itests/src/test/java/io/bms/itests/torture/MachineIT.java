// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.torture;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Quarters;
import io.bms.itests.support.Run;
import io.bms.itests.support.Simulator;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

/** A machine that halts, is full, lets nothing be written, or has no file descriptors left: what then is so. */
public class MachineIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration HALT = Duration.ofSeconds(Integer.getInteger("bms.halt.seconds", 10));
    private static final Duration WHILE = Duration.ofSeconds(6);
    /** The framework's cache takes some 50 MB of it. */
    private static final int MEGABYTES = 128;
    /** Connections at most that take places which are free below the highest descriptor. */
    private static final int FREED = 30;

    @Rule
    public final Timeout deadline = Timeout.seconds(300);

    private Simulator simulator;
    private Gateway gateway;
    private MqttProbe probe;

    @Before
    public void start() {
        simulator = Simulator.start(1, 30, "127.0.1.1");
        gateway = new Gateway(simulator.port(), Map.of());
    }

    @After
    public void stop() {
        if (probe != null) {
            probe.abandon();
        }
        gateway.close();
        simulator.close();
    }

    private void discover() {
        probe = gateway.probe();
        JsonNode found = probe.command(gateway.base(), "get_config", "\"ip_addresses\":[\"127.0.1.1\"]", SOON);
        assertEquals(found.toString(), "success", found.path("status").asText());
        probe.subscribe(gateway.base() + "/bulk", 0);
        probe.subscribe(gateway.base() + "/status/update", 1);
        awaitLive(Instant.now());
    }

    /** A good value that was read after {@code since}, live. */
    private void awaitLive(Instant since) {
        probe.awaitNext(
                "a live value read after " + since,
                SOON,
                message -> message.topic().endsWith("/bulk")
                        && !message.json().path("backfill").asBoolean()
                        && Stream.of(message.json().path("points"))
                                .flatMap(points -> points.findValuesAsText("timestamp").stream())
                                .anyMatch(time -> Instant.parse(time).isAfter(since)));
    }

    private boolean hasProblem(String code) {
        return probe.messages().stream()
                .filter(message -> message.topic().endsWith("/status/update"))
                .reduce((earlier, later) -> later)
                .filter(message ->
                        message.json().path("problems").findValuesAsText("code").contains(code))
                .isPresent();
    }

    /**
     * Halted, it is silent; let go on, it goes on: the same process, the same connections, values at once, none
     * invented.
     */
    @Test
    public void haltedForLong_goesOnWhereItWas() {
        gateway.start();
        discover();
        long pid = gateway.pid();
        try (Signals signals = new Signals()) {
            signals.send("STOP", pid);
            Instant halted = Instant.now();
            Await.pass(HALT);
            signals.send("CONT", pid);
            Instant resumed = Instant.now();
            awaitLive(resumed);
            Await.pass(Duration.ofSeconds(3));
            assertEquals(pid, gateway.pid());
            assertTrue("the outside client was disconnected", probe.connected());
            List<Instant> times = probe.messages().stream()
                    .filter(message -> message.topic().endsWith("/bulk"))
                    .flatMap(message -> message.json().path("points").findValuesAsText("timestamp").stream())
                    .map(Instant::parse)
                    .collect(Collectors.toList());
            assertEquals(
                    "samples of the time when nothing ran",
                    List.of(),
                    times.stream()
                            .filter(time ->
                                    time.isAfter(halted.plusSeconds(2)) && time.isBefore(resumed.minusMillis(100)))
                            .toList());
            assertTrue(
                    "what it missed was made up for in a burst",
                    times.stream()
                                    .filter(time -> time.isAfter(resumed) && time.isBefore(resumed.plusSeconds(2)))
                                    .count()
                            <= 4 * 30);
        }
    }

    /** Live values go on, the oldest history makes room, the problem is told, and it is over once there is room. */
    @Test
    public void diskFull_liveValuesGoOn_andItRecoversByItself() throws IOException {
        assumeTrue("mount namespaces are not allowed here", Quarters.allowed());
        Quarters.start(gateway, MEGABYTES);
        discover();
        Path filler = gateway.view().resolve("filler");
        Quarters.fill(filler);
        Await.until(() -> hasProblem("disk_full"), SOON, "the problem is told");
        for (int i = 0; i < WHILE.toSeconds(); i++) {
            awaitLive(Instant.now());
        }
        JsonNode answer = probe.command(
                gateway.base(), "get_history", history(Instant.now().minusSeconds(60)), SOON);
        assertEquals(answer.toString(), "success", answer.path("status").asText());
        Files.delete(filler);
        Await.until(() -> !hasProblem("disk_full"), SOON.multipliedBy(3), "the problem is over");
        Instant room = Instant.now();
        awaitLive(room);
        awaitStored(room);
    }

    private static String history(Instant from) {
        return "\"point_ids\":[\"1001.analogInput.1\"],\"from\":\"" + from + "\"";
    }

    /** It does not start, and says in one sentence what to change. */
    @Test
    public void dataFolderReadOnly_refusesToStartInWords() {
        assumeTrue("mount namespaces are not allowed here", Quarters.allowed());
        Quarters.launch(gateway, "mount --bind \"$BMS_DATA\" \"$BMS_DATA\" && mount -o remount,bind,ro \"$BMS_DATA\"");
        assertEquals(1, gateway.run().exit(SOON));
        assertTrue(gateway.output(), gateway.output().contains("Set BMS_DATA to a folder that this user may write"));
        assertFalse(gateway.output(), gateway.output().contains("\tat "));
    }

    /**
     * Files that are open are written on, so nothing stops; the problem is told, what needs a new file is refused in
     * words.
     */
    @Test
    public void dataFolderReadOnlyMeanwhile_valuesGoOnAndAreStored_andItRecoversByItself() {
        assumeTrue("mount namespaces are not allowed here", Quarters.allowed());
        Quarters.launch(gateway, "mount --make-rprivate /");
        gateway.awaitOnline();
        discover();
        Quarters.change(gateway, "mount --bind \"$BMS_DATA\" \"$BMS_DATA\" && mount -o remount,bind,ro \"$BMS_DATA\"");
        Await.until(() -> hasProblem("data_read_only"), SOON, "the problem is told");
        Instant readOnly = Instant.now();
        for (int i = 0; i < WHILE.toSeconds(); i++) {
            awaitLive(Instant.now());
        }
        awaitStored(readOnly);
        Path backup = gateway.data().resolve("gateway.zip");
        AssertionError refused = assertThrows(AssertionError.class, () -> gateway.shell("bms:backup " + backup));
        assertTrue(refused.getMessage(), refused.getMessage().contains("No backup was written"));
        Quarters.change(gateway, "umount \"$BMS_DATA\"");
        Await.until(() -> !hasProblem("data_read_only"), SOON, "the problem is over");
        gateway.shell("bms:backup " + backup);
        Instant writable = Instant.now();
        awaitLive(writable);
        awaitStored(writable);
    }

    private void awaitStored(Instant since) {
        Await.until(
                () -> probe.command(gateway.base(), "get_history", history(since), SOON)
                                .path("series")
                                .path(0)
                                .path("samples")
                                .size()
                        > 0,
                SOON,
                "values are stored again");
    }

    /** New connections wait; what is open goes on; with descriptors again, new ones come in. */
    @Test
    public void fileDescriptorsExhausted_whatIsOpenGoesOn_andItRecoversByItself() {
        gateway.start();
        discover();
        limitDescriptors(open(gateway.pid()) + 1);
        List<MqttProbe> takers = new ArrayList<>();
        MqttProbe taker = MqttProbe.tryConnect(gateway.mqttUri(), "admin", Gateway.ADMIN_PASSWORD);
        // some that were open for a moment are free below the highest
        while (taker != null && takers.size() < FREED) {
            takers.add(taker);
            taker = MqttProbe.tryConnect(gateway.mqttUri(), "admin", Gateway.ADMIN_PASSWORD);
        }
        for (int i = 0; i < WHILE.toSeconds(); i++) {
            awaitLive(Instant.now());
        }
        assertNull("a connection without a descriptor", taker);
        limitDescriptors(4096);
        takers.forEach(MqttProbe::abandon);
        Await.until(
                () -> {
                    MqttProbe another = MqttProbe.tryConnect(gateway.mqttUri(), "admin", Gateway.ADMIN_PASSWORD);
                    if (another != null) {
                        another.close();
                    }
                    return another != null;
                },
                SOON,
                "new clients come in again");
        awaitLive(Instant.now());
        JsonNode answer = probe.command(
                gateway.base(), "get_history", history(Instant.now().minusSeconds(5)), SOON);
        assertEquals(answer.toString(), "success", answer.path("status").asText());
    }

    private void limitDescriptors(long most) {
        Run.toEnd(
                Path.of("/"),
                Map.of(),
                SOON,
                List.of("prlimit", "--pid", "" + gateway.pid(), "--nofile=" + most + ":" + Math.max(most, 4096)));
    }

    private static long open(long pid) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return descriptors
                    .mapToLong(path -> Long.parseLong(path.getFileName().toString()))
                    .max()
                    .orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** All that the one gateway keeps, the other has after its first start. */
    @Test
    public void backup_restoredOnAnEmptyDataFolder_isTheSameGateway() throws IOException {
        gateway.start();
        discover();
        Instant before = Instant.now();
        Await.pass(Duration.ofSeconds(2));
        Path backup = gateway.data().resolve("gateway.zip");
        gateway.shell("bms:backup " + backup);
        JsonNode was = probe.command(gateway.base(), "get_history", history(before.minusSeconds(60)), SOON);
        probe.abandon();
        gateway.stop();
        Gateway next = new Gateway(
                FreePorts.udp(), Map.of("BMS_DEVICE_ID", "another", "BMS_ADMIN_PASSWORD", "another password"));
        try {
            Files.createDirectories(next.data());
            Files.copy(backup, next.data().resolve("restore.zip"));
            next.setEnv("BMS_DEVICE_ID", gateway.env("BMS_DEVICE_ID"));
            next.start();
            probe = next.probe();
            assertNotNull(next.run().awaitLine("The backup is restored", SOON));
            JsonNode is = probe.command(
                    next.base(), "get_history", history(before.minusSeconds(60)).replace("}", ""), SOON);
            JsonNode first = was.path("series").path(0).path("samples").path(0);
            assertFalse(was.toString(), first.isMissingNode());
            assertEquals(first, is.path("series").path(0).path("samples").path(0));
            probe.subscribe(next.base() + "/status/update", 1);
            probe.await(
                    "the same points",
                    SOON,
                    message -> message.json().path("points_monitored").asInt() == 30);
            assertTrue(
                    next.shell("bms:config-history"),
                    next.shell("bms:config-history").contains("30"));
        } finally {
            next.close();
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.heartbeat;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.Heartbeat;
import io.bms.api.status.StatusItem;
import io.bms.testkit.ManualClock;
import io.bms.testkit.ManualScheduler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;

public class HeartTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualClock clock = new ManualClock();
    private final ManualScheduler scheduler = new ManualScheduler(clock);
    private final AtomicInteger restarts = new AtomicInteger();
    private final List<StatusItem> items = new ArrayList<>();
    private final RecordingStatusSink sink = new RecordingStatusSink();
    private final Heart heart = new Heart(
            new HeartbeatSettings(Duration.ofSeconds(30)),
            clock,
            scheduler,
            new Machine(Path.of("no-such-root"), Path.of("no-such-root")),
            () -> Duration.between(ManualClock.START, clock.instant()),
            now -> new StatusBoard(now, "boot", "1.2.3"),
            restarts::incrementAndGet);

    public HeartTest() {
        heart.bindSource(() -> List.copyOf(items));
        heart.bindSink(sink);
        scheduler.runPending();
    }

    @Test
    public void status_unchanged_isSentOnceAMinute() {
        assertEquals(1, sink.statuses.size());
        scheduler.advance(Duration.ofSeconds(59));
        assertEquals(1, sink.statuses.size());
        scheduler.advance(Duration.ofSeconds(61));
        assertEquals(3, sink.statuses.size());
    }

    @Test
    public void status_factChanges_isSentWithinASecond() {
        items.add(new StatusItem.Devices(4, 1));
        scheduler.advance(SECOND);
        assertEquals(2, sink.statuses.size());
        assertEquals(4, sink.last().devicesTotal());
        assertEquals(4, heart.current().devicesTotal());
    }

    @Test
    public void current_factHasJustChanged_saysSoBeforeTheNextTick() {
        items.add(new StatusItem.Devices(4, 1));
        items.add(new StatusItem.ConfigRevision(7));
        assertEquals(4, heart.current().devicesTotal());
        assertEquals(7, heart.current().configRevision());
        assertEquals("sent before its tick", 1, sink.statuses.size());
    }

    @Test
    public void status_onlyACounterChanges_waitsForTheMinute() {
        items.add(new StatusItem.Count(StatusItem.Counter.BACNET_ERRORS, 1));
        scheduler.advance(Duration.ofSeconds(50));
        assertEquals(1, sink.statuses.size());
        scheduler.advance(Duration.ofSeconds(10));
        assertEquals(1L, (long) sink.last().errorCounts().get(StatusItem.Counter.BACNET_ERRORS));
    }

    @Test
    public void bindSink_late_getsTheStatusAtOnce() {
        RecordingStatusSink late = new RecordingStatusSink();
        heart.bindSink(late);
        scheduler.runPending();
        assertEquals(List.of(sink.last()), late.statuses);
    }

    @Test
    public void heartbeat_fiveMinutes_comesEveryThirtySecondsAndCounts() {
        scheduler.advance(Duration.ofMinutes(5));
        List<Heartbeat> beats = sink.heartbeats;
        assertEquals(10, beats.size());
        for (int i = 0; i < beats.size(); i++) {
            assertEquals(i + 1, beats.get(i).sequence());
            assertEquals(Duration.ofSeconds(30L * (i + 1)), beats.get(i).uptime());
            assertTrue("unknown is empty", beats.get(i).cpuUsagePercent().isEmpty());
        }
    }

    @Test
    public void heartbeat_mqttComesUp_beatsAtOnceAndThenEveryThirtySeconds() {
        scheduler.advance(Duration.ofSeconds(10));
        sink.heartbeats.clear();
        items.add(new StatusItem.MqttConnection(ConnectionStatus.CONNECTED));
        scheduler.advance(Duration.ofSeconds(31));
        assertEquals(
                List.of(11L, 41L),
                sink.heartbeats.stream().map(beat -> beat.uptime().toSeconds()).toList());
        assertEquals(ConnectionStatus.CONNECTED, sink.heartbeats.get(0).mqttConnection());
    }

    @Test
    public void reboot_answersThenSaysOfflineThenRestartsOnceThatIsOut() {
        assertEquals(new CommandResult.Rebooting(Duration.ofSeconds(2)), reboot(Duration.ofSeconds(2)));
        scheduler.advance(Duration.ofMillis(1_900));
        assertTrue(sink.last().online());
        scheduler.advance(Duration.ofMillis(100));
        assertFalse(sink.last().online());
        assertEquals(Optional.of("reboot"), sink.last().reason());
        assertEquals(0, restarts.get());
        sink.out.complete(null);
        assertEquals(1, restarts.get());
        scheduler.advance(Duration.ofMinutes(2));
        assertFalse("nothing after offline", sink.last().online());
        assertEquals(1, restarts.get());
    }

    @Test
    public void reboot_farewellNeverOut_restartsAfterFiveSeconds() {
        reboot(Duration.ZERO);
        scheduler.advance(Reboot.LEAST_DELAY.plusMillis(4_900));
        assertEquals(0, restarts.get());
        scheduler.advance(Duration.ofMillis(100));
        assertEquals(1, restarts.get());
    }

    @Test
    public void reboot_second_isBusy() {
        reboot(Duration.ofSeconds(60));
        assertEquals(
                ErrorCode.BUSY, reboot(Duration.ZERO).failure().orElseThrow().code());
    }

    private CommandResult reboot(Duration delay) {
        return heart.handle(new Command.Reboot(delay), progress -> {})
                .toCompletableFuture()
                .join();
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import static io.bms.monitoring.Bench.SECOND;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.testkit.Devices;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.Test;

/** Reads and writes of single points. */
public class PointAccessTest {
    private static final PointId POINT = Devices.point(1, 1);
    private static final PointValue VALUE = new PointValue.Double(21.5);
    private static final Command.SetValueToPoint WRITE = new Command.SetValueToPoint(POINT, VALUE, 8);

    private final Bench bench = Bench.running(Devices.site(Devices.device(1, 2, Duration.ofHours(1))));

    @Test
    public void write_answered_givesTheResultAndTheNewValueAsASampleAtOnce() {
        bench.scheduler.advance(Duration.ofSeconds(10));
        bench.sink.clear();
        assertEquals(new CommandResult.Written(VALUE, 8, true, OptionalInt.empty()), bench.carriedOut(WRITE));
        assertEquals(
                List.of(VALUE), bench.sink.samples().stream().map(Sample::value).toList());
    }

    @Test
    public void write_duringARead_goesAfterItAndBeforeWhatIsDue() {
        Bench busy = Bench.running(Devices.site(Devices.device(1, 2, SECOND)));
        busy.driver.delay(1, Duration.ofMillis(700));
        busy.scheduler.advance(SECOND);
        assertEquals(1, busy.driver.reads().size());
        CompletableFuture<CommandResult> answer = busy.command(WRITE);
        busy.scheduler.runPending();
        assertEquals(0, busy.driver.writes().size());
        busy.scheduler.advance(SECOND);
        assertEquals(
                List.of(1, 1),
                List.of(busy.driver.reads().size(), busy.driver.writes().size()));
        busy.scheduler.advance(Duration.ofMillis(700));
        assertTrue(answer.isDone());
        assertEquals(List.of(POINT), busy.driver.reads().get(1).points());
    }

    @Test
    public void write_unknownPoint_isRefused() {
        CommandResult result = bench.carriedOut(new Command.SetValueToPoint(Devices.point(9, 1), VALUE, 8));
        assertEquals(ErrorCode.UNKNOWN_POINT, result.failure().orElseThrow().code());
    }

    @Test
    public void write_noDriver_saysWhatToInstall() {
        bench.monitoring.unbindDriver(bench.driver);
        CommandResult result = bench.carriedOut(WRITE);
        assertEquals(ErrorCode.NOT_CONFIGURED, result.failure().orElseThrow().code());
        assertTrue(result.failure().orElseThrow().message().contains("feature:install bms-bacnet"));
    }

    @Test
    public void write_deadDevice_isSentOnceAndTimesOut() {
        bench.driver.kill(1);
        bench.driver.delay(1, Duration.ofSeconds(9));
        CompletableFuture<CommandResult> answer = bench.command(WRITE);
        bench.scheduler.advance(Duration.ofSeconds(9));
        assertEquals(
                ErrorCode.DEVICE_TIMEOUT,
                answer.getNow(null).failure().orElseThrow().code());
        bench.scheduler.advance(Duration.ofMinutes(1));
        assertEquals(1, bench.driver.writes().size());
    }

    @Test
    public void write_notSentByItsDeadline_isNeverSent() {
        bench.driver.delay(1, Duration.ofSeconds(45));
        bench.scheduler.advance(Duration.ofSeconds(2));
        CompletableFuture<CommandResult> answer = bench.command(WRITE);
        bench.scheduler.advance(PointAccess.DEADLINE);
        String message = answer.getNow(null).failure().orElseThrow().message();
        assertTrue(message, message.contains("was not sent"));
        bench.scheduler.advance(Duration.ofMinutes(5));
        assertEquals(List.of(), bench.driver.writes());
    }

    @Test
    public void write_tooManyWaiting_isBusy() {
        bench.driver.delay(1, Duration.ofSeconds(20));
        bench.scheduler.advance(Duration.ofSeconds(2));
        for (int i = 0; i < Lane.MAX_URGENT; i++) {
            bench.command(WRITE);
        }
        assertEquals(
                ErrorCode.BUSY, bench.carriedOut(WRITE).failure().orElseThrow().code());
    }

    @Test
    public void write_answeredByADeviceTakenForDead_readsItAllAgain() {
        bench.driver.kill(1);
        bench.scheduler.advance(Duration.ofMinutes(10));
        bench.driver.revive(1);
        bench.sink.clear();
        bench.carriedOut(WRITE);
        assertEquals(3, bench.sink.samples().size());
        assertTrue(bench.monitoring.device(1).orElseThrow().online());
    }

    @Test
    public void read_answered_givesTheSampleToCallerAndSinks() {
        bench.scheduler.advance(Duration.ofSeconds(10));
        bench.sink.clear();
        bench.driver.value(POINT, VALUE);
        CompletableFuture<Sample> answer = bench.monitoring.read(POINT).toCompletableFuture();
        assertFalse(answer.isDone());
        bench.scheduler.runPending();
        assertEquals(VALUE, answer.join().value());
        assertEquals(List.of(answer.join()), bench.sink.samples());
    }

    @Test
    public void read_deviceTooSlow_isBadAtItsDeadline() {
        bench.driver.delay(1, Duration.ofMinutes(2));
        CompletableFuture<Sample> answer = bench.monitoring.read(POINT).toCompletableFuture();
        bench.scheduler.advance(PointAccess.DEADLINE);
        assertEquals(Quality.BAD, answer.join().quality());
    }

    @Test
    public void read_unknownPoint_completesExceptionally() {
        CompletableFuture<Sample> answer =
                bench.monitoring.read(Devices.point(9, 1)).toCompletableFuture();
        CompletionException thrown = assertThrows(CompletionException.class, answer::join);
        assertTrue(thrown.getCause() instanceof IllegalArgumentException);
    }

    @Test
    public void close_writeWaiting_isAnswered() {
        bench.driver.delay(1, Duration.ofSeconds(20));
        CompletableFuture<CommandResult> answer = bench.command(WRITE);
        bench.scheduler.advance(SECOND);
        bench.monitoring.close();
        assertTrue(answer.isDone());
    }

    @Test
    public void properties_goByTheDevicesLane_andTellWhatIsMissing() {
        CompletableFuture<PropertiesOutcome> answer =
                bench.monitoring.properties(POINT).toCompletableFuture();
        bench.scheduler.runPending();
        // The fake driver tells none; that its answer came shows that it was asked.
        assertEquals(
                "the driver fake 1 does not tell the properties of an object",
                refusal(answer).message());
        CompletableFuture<PropertiesOutcome> one =
                bench.monitoring.property(POINT, "512").toCompletableFuture();
        bench.scheduler.runPending();
        assertEquals(
                "the driver fake 1 does not tell single properties of an object",
                refusal(one).message());
        assertEquals(
                ErrorCode.UNKNOWN_POINT,
                refusal(bench.monitoring.properties(Devices.point(9, 1))).code());
        bench.monitoring.unbindDriver(bench.driver);
        assertEquals(
                ErrorCode.NOT_CONFIGURED,
                refusal(bench.monitoring.properties(POINT)).code());
    }

    private static Failure refusal(CompletionStage<PropertiesOutcome> answer) {
        return ((PropertiesOutcome.Refused) answer.toCompletableFuture().getNow(null)).failure();
    }
}

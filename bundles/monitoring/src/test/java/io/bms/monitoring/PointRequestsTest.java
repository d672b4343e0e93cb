// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import static io.bms.monitoring.Fixture.SECOND;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.memory.HeapLevel;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.testkit.Devices;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.Test;

/** Reads and writes of single points. */
public class PointRequestsTest {
    private static final PointId POINT = Devices.point(1, 1);
    private static final PointValue VALUE = new PointValue.Double(21.5);
    private static final Command.SetValueToPoint WRITE = new Command.SetValueToPoint(POINT, VALUE, 8);

    private final Fixture fixture = Fixture.running(Devices.site(Devices.device(1, 2, Duration.ofHours(1))));

    @Test
    public void write_answered_givesTheResultAndTheNewValueAsASampleAtOnce() {
        fixture.scheduler.advance(Duration.ofSeconds(10));
        fixture.sink.clear();
        assertEquals(new CommandResult.Written(VALUE, 8, true, OptionalInt.empty()), fixture.carriedOut(WRITE));
        assertEquals(
                List.of(VALUE),
                fixture.sink.samples().stream().map(Sample::value).toList());
    }

    @Test
    public void write_duringARead_goesAfterItAndBeforeWhatIsDue() {
        Fixture busy = Fixture.running(Devices.site(Devices.device(1, 2, SECOND)));
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
        CommandResult result = fixture.carriedOut(new Command.SetValueToPoint(Devices.point(9, 1), VALUE, 8));
        assertEquals(ErrorCode.UNKNOWN_POINT, result.failure().orElseThrow().code());
    }

    @Test
    public void write_noDriver_saysWhatToInstall() {
        fixture.monitoring.unbindDriver(fixture.driver);
        CommandResult result = fixture.carriedOut(WRITE);
        assertEquals(ErrorCode.NOT_CONFIGURED, result.failure().orElseThrow().code());
        assertTrue(result.failure().orElseThrow().message().contains("feature:install bms-bacnet"));
    }

    @Test
    public void write_deadDevice_isSentOnceAndTimesOut() {
        fixture.driver.kill(1);
        fixture.driver.delay(1, Duration.ofSeconds(9));
        CompletableFuture<CommandResult> answer = fixture.command(WRITE);
        fixture.scheduler.advance(Duration.ofSeconds(9));
        assertEquals(
                ErrorCode.DEVICE_TIMEOUT,
                answer.getNow(null).failure().orElseThrow().code());
        fixture.scheduler.advance(Duration.ofMinutes(1));
        assertEquals(1, fixture.driver.writes().size());
    }

    @Test
    public void write_notSentByItsDeadline_isNeverSent() {
        fixture.driver.delay(1, Duration.ofSeconds(45));
        fixture.scheduler.advance(Duration.ofSeconds(2));
        CompletableFuture<CommandResult> answer = fixture.command(WRITE);
        fixture.scheduler.advance(PointRequests.DEADLINE);
        String message = answer.getNow(null).failure().orElseThrow().message();
        assertTrue(message, message.contains("was not sent"));
        fixture.scheduler.advance(Duration.ofMinutes(5));
        assertEquals(List.of(), fixture.driver.writes());
    }

    @Test
    public void write_tooManyWaiting_isBusy() {
        fixture.driver.delay(1, Duration.ofSeconds(20));
        fixture.scheduler.advance(Duration.ofSeconds(2));
        for (int i = 0; i < Lane.MAX_URGENT; i++) {
            fixture.command(WRITE);
        }
        assertEquals(
                ErrorCode.BUSY,
                fixture.carriedOut(WRITE).failure().orElseThrow().code());
    }

    @Test
    public void write_answeredByADeviceTakenForDead_readsItAllAgain() {
        fixture.driver.kill(1);
        fixture.scheduler.advance(Duration.ofMinutes(10));
        fixture.driver.revive(1);
        fixture.sink.clear();
        fixture.carriedOut(WRITE);
        assertEquals(3, fixture.sink.samples().size());
        assertTrue(fixture.monitoring.device(1).orElseThrow().online());
    }

    @Test
    public void read_answered_givesTheSampleToCallerAndSinks() {
        fixture.scheduler.advance(Duration.ofSeconds(10));
        fixture.sink.clear();
        fixture.driver.value(POINT, VALUE);
        CompletableFuture<Sample> answer = fixture.monitoring.read(POINT).toCompletableFuture();
        assertFalse(answer.isDone());
        fixture.scheduler.runPending();
        assertEquals(VALUE, answer.join().value());
        assertEquals(List.of(answer.join()), fixture.sink.samples());
    }

    @Test
    public void read_deviceTooSlow_isBadAtItsDeadline() {
        fixture.driver.delay(1, Duration.ofMinutes(2));
        CompletableFuture<Sample> answer = fixture.monitoring.read(POINT).toCompletableFuture();
        fixture.scheduler.advance(PointRequests.DEADLINE);
        assertEquals(Quality.BAD, answer.join().quality());
    }

    /** The reason that is told is that of this read, and not of one before. */
    @Test
    public void read_notSentByItsDeadline_saysSoAndNotWhatFailedBefore() {
        fixture.driver.fail(POINT, new Failure(ErrorCode.DEVICE_ERROR, "unknown object"));
        fixture.monitoring.read(POINT);
        fixture.scheduler.runPending();
        assertTrue(lastError().message().contains("unknown object"));
        fixture.driver.mend(POINT);
        fixture.driver.delay(1, Duration.ofSeconds(45));
        fixture.monitoring.properties(POINT);
        fixture.scheduler.runPending();
        fixture.monitoring.read(Devices.point(1, 2));
        fixture.scheduler.runPending();
        int asked = fixture.driver.reads().size();
        CompletableFuture<Sample> answer = fixture.monitoring.read(POINT).toCompletableFuture();
        CompletableFuture<PropertiesOutcome> properties =
                fixture.monitoring.properties(POINT).toCompletableFuture();
        fixture.scheduler.advance(PointRequests.DEADLINE);
        assertEquals(Quality.BAD, answer.join().quality());
        assertEquals(ErrorCode.BUSY, why(answer).code());
        assertTrue(why(answer).message(), why(answer).message().contains("was not asked"));
        assertTrue("the point itself is as before", lastError().message().contains("unknown object"));
        assertEquals(asked, fixture.driver.reads().size());
        assertTrue(refusal(properties).message(), refusal(properties).message().contains("was not asked"));
    }

    @Test
    public void read_tooManyWaitingOrNoDriver_saysSo() {
        fixture.driver.delay(1, Duration.ofSeconds(20));
        fixture.scheduler.advance(Duration.ofSeconds(2));
        for (int i = 0; i < Lane.MAX_URGENT; i++) {
            fixture.monitoring.read(POINT);
        }
        CompletableFuture<Sample> oneMore = fixture.monitoring.read(POINT).toCompletableFuture();
        fixture.scheduler.runPending();
        assertEquals(ErrorCode.BUSY, why(oneMore).code());
        assertEquals("says nothing of the point", Map.of(), fixture.monitoring.failing());
        fixture.monitoring.unbindDriver(fixture.driver);
        CompletableFuture<Sample> driverless = fixture.monitoring.read(POINT).toCompletableFuture();
        assertEquals(Quality.BAD, driverless.join().quality());
        assertEquals(ErrorCode.NOT_CONFIGURED, why(driverless).code());
    }

    private static Failure why(CompletableFuture<Sample> answer) {
        return answer.join().failure().orElseThrow();
    }

    private Failure lastError() {
        CompletableFuture<Monitoring.ReadPath> path =
                fixture.monitoring.path(POINT).toCompletableFuture();
        fixture.scheduler.runPending();
        return path.join().lastError().orElseThrow();
    }

    @Test
    public void preview_withoutAnAnswer_neverSaysThatSomethingWasWritten() {
        Command.SetValueToPoint preview = new Command.SetValueToPoint(POINT, VALUE, 8, true, Optional.empty());
        fixture.driver.delay(1, Duration.ofSeconds(45));
        CompletableFuture<CommandResult> sent = fixture.command(preview);
        fixture.scheduler.runPending();
        CompletableFuture<CommandResult> waiting = fixture.command(preview);
        fixture.scheduler.advance(PointRequests.DEADLINE);
        for (CompletableFuture<CommandResult> answer : List.of(sent, waiting)) {
            String message = answer.getNow(null).failure().orElseThrow().message();
            assertFalse(message, message.contains("write") || message.contains("effect"));
            assertTrue(message, message.contains("try again"));
        }
    }

    @Test
    public void read_unknownPoint_completesExceptionally() {
        CompletableFuture<Sample> answer =
                fixture.monitoring.read(Devices.point(9, 1)).toCompletableFuture();
        CompletionException thrown = assertThrows(CompletionException.class, answer::join);
        assertTrue(thrown.getCause() instanceof IllegalArgumentException);
    }

    @Test
    public void close_writeWaiting_isAnswered() {
        fixture.driver.delay(1, Duration.ofSeconds(20));
        CompletableFuture<CommandResult> answer = fixture.command(WRITE);
        fixture.scheduler.advance(SECOND);
        fixture.monitoring.close();
        assertTrue(answer.isDone());
    }

    @Test
    public void properties_goByTheDevicesLane_andTellWhatIsMissing() {
        CompletableFuture<PropertiesOutcome> answer =
                fixture.monitoring.properties(POINT).toCompletableFuture();
        fixture.scheduler.runPending();
        // The fake driver tells none; that its answer came shows that it was asked.
        assertEquals(
                "the driver fake 1 does not tell the properties of an object",
                refusal(answer).message());
        CompletableFuture<PropertiesOutcome> one =
                fixture.monitoring.property(POINT, "512").toCompletableFuture();
        fixture.scheduler.runPending();
        assertEquals(
                "the driver fake 1 does not tell single properties of an object",
                refusal(one).message());
        assertEquals(
                ErrorCode.UNKNOWN_POINT,
                refusal(fixture.monitoring.properties(Devices.point(9, 1))).code());
        fixture.monitoring.unbindDriver(fixture.driver);
        assertEquals(
                ErrorCode.NOT_CONFIGURED,
                refusal(fixture.monitoring.properties(POINT)).code());
    }

    @Test
    public void properties_heapShort_areRefusedAndASinglePropertyIsNot() {
        fixture.monitoring.bindHeap(() -> HeapLevel.SHORT);
        assertEquals(
                ErrorCode.BUSY, refusal(fixture.monitoring.properties(POINT)).code());
        CompletionStage<PropertiesOutcome> one = fixture.monitoring.property(POINT, "512");
        fixture.scheduler.runPending();
        assertEquals(
                "the driver fake 1 does not tell single properties of an object",
                refusal(one).message());
        fixture.monitoring.bindHeap(() -> HeapLevel.ENOUGH);
        CompletionStage<PropertiesOutcome> all = fixture.monitoring.properties(POINT);
        fixture.scheduler.runPending();
        assertEquals(
                "the driver fake 1 does not tell the properties of an object",
                refusal(all).message());
    }

    private static Failure refusal(CompletionStage<PropertiesOutcome> answer) {
        return ((PropertiesOutcome.Refused) answer.toCompletableFuture().getNow(null)).failure();
    }
}

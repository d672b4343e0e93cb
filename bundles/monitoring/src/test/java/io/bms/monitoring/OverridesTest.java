// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.command.Command;
import io.bms.api.command.Command.SetValueToPoint;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.WriteRequest;
import io.bms.api.override.PointOverride;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeOverrides;
import io.bms.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.junit.Test;

/** What may be written, what is not released yet, and what the gateway releases by itself. */
public class OverridesTest {
    private static final PointId POINT = Devices.point(1, 1);
    private static final PointValue WARM = new PointValue.Double(22);
    private static final PointValue COLD = new PointValue.Double(16);
    private static final WriteEnvelope LEASE =
            new WriteEnvelope(List.of(), List.of(), 1, Optional.of(Duration.ofSeconds(60)));

    private final FakeOverrides stored = new FakeOverrides();

    private Bench bench(WriteEnvelope envelope) {
        Bench bench = new Bench(Devices.site(Devices.device(1, 3, Duration.ofSeconds(10))), envelope, stored);
        bench.plugDriver();
        bench.scheduler.advance(Duration.ofSeconds(3));
        return bench;
    }

    private static WriteEnvelope envelope(String allow, String ranges, int priority, int lease) {
        return WriteEnvelope.of(new MonitoringSettingsTest.Config(30, 3, 5, 300, allow, ranges, priority, lease));
    }

    private static ErrorCode refused(Bench bench, SetValueToPoint command) {
        return ((CommandResult.Failed) bench.carriedOut(command)).reason().code();
    }

    @Test
    public void write_outsideTheEnvelope_isRefusedAndNothingIsSent() {
        Bench bench = bench(envelope("1.analogInput.1, 1.analogInput.2", "*.analogInput.*=10..30", 8, 0));
        assertEquals(ErrorCode.DENIED, refused(bench, new SetValueToPoint(Devices.point(1, 3), WARM, 8)));
        assertEquals(ErrorCode.DENIED, refused(bench, new SetValueToPoint(POINT, WARM, 7)));
        assertEquals(ErrorCode.OUT_OF_RANGE, refused(bench, new SetValueToPoint(POINT, new PointValue.Integer(31), 8)));
        assertEquals(List.of(), bench.driver.writes());
        assertEquals(List.of(), bench.monitoring.overrides());
        assertTrue(bench.carriedOut(new SetValueToPoint(POINT, WARM, 8)) instanceof CommandResult.Written);
        assertEquals(
                "what others hold", ErrorCode.DENIED, refused(bench, new SetValueToPoint(POINT, PointValue.NULL, 5)));
        assertEquals(ErrorCode.DENIED, refused(bench, new SetValueToPoint(Devices.point(1, 3), PointValue.NULL, 8)));
    }

    @Test
    public void write_releaseOfWhatTheGatewayWrote_allowedWhateverTheEnvelopeSaysSince() {
        bench(WriteEnvelope.OPEN).carriedOut(new SetValueToPoint(POINT, WARM, 5));
        Bench strict = bench(envelope("1.analogInput.2", "", 8, 0));
        assertTrue(strict.carriedOut(new SetValueToPoint(POINT, PointValue.NULL, 5)) instanceof CommandResult.Written);
        assertEquals(List.of(), strict.monitoring.overrides());
    }

    @Test
    public void settings_badPatternOrRange_refusedWithWhatToWrite() {
        for (String bad : new String[] {"1001.analogValue", "x.y.z", "1001.analogValue.1.2"}) {
            assertTrue(assertThrows(IllegalArgumentException.class, () -> envelope(bad, "", 1, 0))
                    .getMessage()
                    .contains("1001.analogValue.*"));
        }
        for (String bad : new String[] {"*.*.*=30..10", "*.*.*=a..b", "*.*.*"}) {
            assertTrue(assertThrows(IllegalArgumentException.class, () -> envelope("", bad, 1, 0))
                    .getMessage()
                    .contains("10..30"));
        }
        assertThrows(IllegalArgumentException.class, () -> envelope("", "", 17, 0));
    }

    @Test
    public void write_isListedUntilReleased() {
        Bench bench = bench(WriteEnvelope.OPEN);
        bench.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        PointOverride override = bench.monitoring.overrides().get(0);
        assertEquals(
                List.of(POINT, 8, WARM, Optional.empty()),
                List.of(override.pointId(), override.priority(), override.value(), override.until()));
        bench.carriedOut(new SetValueToPoint(POINT, PointValue.NULL, 8));
        bench.scheduler.runPending();
        assertEquals(List.of(), bench.monitoring.overrides());
        assertEquals(List.of(), stored.all());
    }

    @Test
    public void write_refusedByTheDevice_leavesWhatWasThereBefore() {
        Bench bench = bench(WriteEnvelope.OPEN);
        bench.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        bench.driver.fail(POINT, new Failure(ErrorCode.OUT_OF_RANGE, "too much"));
        bench.carriedOut(new SetValueToPoint(POINT, new PointValue.Double(99), 8));
        bench.driver.fail(Devices.point(1, 2), new Failure(ErrorCode.NOT_WRITABLE, "an input"));
        bench.carriedOut(new SetValueToPoint(Devices.point(1, 2), WARM, 8));
        bench.scheduler.runPending();
        assertEquals(
                List.of(WARM),
                bench.monitoring.overrides().stream().map(PointOverride::value).toList());
    }

    @Test
    public void lease_ends_theGatewayReleases() {
        Bench bench = bench(LEASE);
        bench.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        bench.scheduler.advance(Duration.ofSeconds(58));
        assertEquals(1, bench.driver.writes().size());
        bench.scheduler.advance(Duration.ofSeconds(4));
        assertEquals(PointValue.NULL, bench.driver.writes().get(1).value());
        assertEquals(8, bench.driver.writes().get(1).priority());
        assertEquals(List.of(), stored.all());
    }

    @Test
    public void lease_writtenAgain_beginsAnew() {
        Bench bench = bench(LEASE);
        bench.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        bench.scheduler.advance(Duration.ofSeconds(50));
        bench.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        bench.scheduler.advance(Duration.ofSeconds(50));
        assertEquals(1, bench.monitoring.overrides().size());
    }

    @Test
    public void lease_writtenAgainDuringItsRelease_beginsAnewAndIsReleasedToo() {
        Bench bench = bench(LEASE);
        bench.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        bench.driver.delay(1, Duration.ofSeconds(2));
        bench.scheduler.advance(Duration.ofSeconds(61));
        assertEquals("the release is under way", 2, bench.driver.writes().size());
        assertEquals(1, bench.monitoring.overrides().size());
        bench.command(new SetValueToPoint(POINT, WARM, 8));
        bench.scheduler.advance(Duration.ofSeconds(10));
        assertEquals(List.of(WARM, PointValue.NULL, WARM), values(bench));
        assertEquals(1, stored.all().size());
        bench.scheduler.advance(Duration.ofSeconds(70));
        assertEquals(List.of(WARM, PointValue.NULL, WARM, PointValue.NULL), values(bench));
        assertEquals(List.of(), stored.all());
    }

    private static List<PointValue> values(Bench bench) {
        return bench.driver.writes().stream().map(WriteRequest::value).toList();
    }

    @Test
    public void write_refusedAfterAnotherWasSent_theOtherStaysListed() {
        Bench bench = bench(LEASE);
        bench.driver.delay(1, Duration.ofSeconds(2));
        bench.driver.fail(POINT, new Failure(ErrorCode.OUT_OF_RANGE, "too much"));
        bench.command(new SetValueToPoint(POINT, new PointValue.Double(99), 8));
        bench.scheduler.advance(Duration.ofSeconds(1));
        bench.command(new SetValueToPoint(POINT, WARM, 8));
        bench.scheduler.advance(Duration.ofMillis(1_500));
        bench.driver.mend(POINT);
        bench.scheduler.advance(Duration.ofSeconds(5));
        assertEquals(
                List.of(WARM),
                bench.monitoring.overrides().stream().map(PointOverride::value).toList());
    }

    @Test
    public void lease_endsAfterSomebodyElseHasWrittenThere_isLeftAsItIs() {
        Bench bench = bench(LEASE);
        bench.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        bench.driver.hold(POINT, 8, COLD);
        bench.scheduler.advance(Duration.ofSeconds(70));
        assertEquals(COLD, bench.driver.held(POINT, 8));
        assertEquals("and no longer the gateway's", List.of(), stored.all());
    }

    @Test
    public void lease_ofWhatTheDeviceKeepsInItsOwnWay_isReleased() {
        Bench bench = bench(LEASE);
        bench.driver.round();
        bench.carriedOut(new SetValueToPoint(POINT, new PointValue.Double(22.3), 8));
        bench.scheduler.advance(Duration.ofSeconds(70));
        assertEquals(PointValue.NULL, bench.driver.held(POINT, 8));
    }

    @Test
    public void lease_ofAWriteThatMayHaveTakenEffect_isReleasedWhateverTheSlotHolds() {
        Bench bench = bench(LEASE);
        bench.carriedOut(new SetValueToPoint(POINT, COLD, 8));
        bench.driver.fail(POINT, new Failure(ErrorCode.DEVICE_TIMEOUT, "no answer"));
        bench.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        bench.driver.mend(POINT);
        bench.scheduler.advance(Duration.ofSeconds(70));
        assertEquals(PointValue.NULL, bench.driver.held(POINT, 8));
    }

    @Test
    public void release_byAPerson_isOfWhateverTheSlotHolds() {
        Bench bench = bench(WriteEnvelope.OPEN);
        bench.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        bench.driver.hold(POINT, 8, COLD);
        bench.carriedOut(new SetValueToPoint(POINT, PointValue.NULL, 8));
        bench.scheduler.runPending();
        assertEquals(PointValue.NULL, bench.driver.held(POINT, 8));
    }

    @Test
    public void release_ofAll_leavesWhatSomebodyElseHasWritten() {
        Bench bench = bench(WriteEnvelope.OPEN);
        bench.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        bench.carriedOut(new SetValueToPoint(Devices.point(1, 2), WARM, 8));
        bench.driver.hold(POINT, 8, COLD);
        assertEquals(Optional.empty(), released(bench, point -> true));
        assertEquals(COLD, bench.driver.held(POINT, 8));
        assertEquals(PointValue.NULL, bench.driver.held(Devices.point(1, 2), 8));
        assertEquals(List.of(), stored.all());
    }

    @Test
    public void releaseByAPerson_rightAfterTheWrite_isForgottenThoughTheDeviceRounds() {
        Bench bench = bench(WriteEnvelope.OPEN);
        bench.driver.round();
        bench.driver.delay(1, Duration.ofSeconds(1));
        bench.command(new SetValueToPoint(POINT, new PointValue.Double(22.3), 8));
        bench.command(new SetValueToPoint(POINT, PointValue.NULL, 8));
        bench.scheduler.advance(Duration.ofSeconds(9));
        assertEquals(List.of(), stored.all());
    }

    @Test
    public void lease_whileTheWallClockIsSet_lastsAsLongAsEver() {
        for (Duration by : List.of(Duration.ofDays(20_000), Duration.ofDays(-1))) {
            Bench bench = bench(LEASE);
            bench.carriedOut(new SetValueToPoint(POINT, WARM, 8));
            bench.set = by;
            bench.scheduler.advance(Duration.ofSeconds(55));
            assertEquals(1, bench.driver.writes().size());
            assertEquals(
                    "as the clock says now",
                    bench.clock.instant().plus(by).plusSeconds(5),
                    bench.monitoring.overrides().get(0).until().orElseThrow());
            bench.scheduler.advance(Duration.ofSeconds(10));
            assertEquals(PointValue.NULL, bench.driver.held(POINT, 8));
            assertEquals(List.of(), stored.all());
        }
    }

    @Test
    public void lease_overARestartWithAClockLongBehind_getsNoLonger() {
        Instant later = ManualClock.START.plus(Duration.ofDays(400));
        stored.put(new PointOverride(POINT, 8, WARM, later, Optional.of(later.plusSeconds(60))));
        Bench bench = bench(LEASE);
        bench.driver.hold(POINT, 8, WARM);
        bench.scheduler.advance(Duration.ofSeconds(50));
        assertEquals(1, stored.all().size());
        bench.scheduler.advance(Duration.ofSeconds(15));
        assertEquals(PointValue.NULL, bench.driver.held(POINT, 8));
    }

    @Test
    public void write_deviceSilentBefore_nothingWasWrittenAndNothingIsHeld() {
        Bench bench = bench(WriteEnvelope.OPEN);
        bench.driver.kill(1);
        assertEquals(ErrorCode.DEVICE_TIMEOUT, refused(bench, new SetValueToPoint(POINT, WARM, 8)));
        assertEquals(List.of(), bench.monitoring.overrides());
        assertEquals(List.of(), stored.all());
    }

    @Test
    public void lease_endsWhileTheDeviceIsSilent_isReleasedOnItsReturn() {
        Bench bench = bench(LEASE);
        bench.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        bench.driver.kill(1);
        bench.scheduler.advance(Duration.ofSeconds(200));
        assertEquals(1, bench.monitoring.overrides().size());
        bench.driver.revive(1);
        bench.scheduler.advance(Duration.ofSeconds(35));
        assertEquals(List.of(), bench.monitoring.overrides());
    }

    private static Command.GetConfig removal(OptionalLong baseRevision) {
        return Command.GetConfig.remove(Set.of(1)).basedOn(baseRevision);
    }

    @Test
    public void deviceRemoved_whatTheGatewayHoldsThereIsReleasedFirst() {
        Bench bench = bench(WriteEnvelope.OPEN);
        bench.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        bench.carriedOut(new SetValueToPoint(Devices.point(1, 2), WARM, 10));
        assertTrue(bench.carriedOut(removal(OptionalLong.empty())) instanceof CommandResult.Configured);
        assertEquals(
                List.of("8 Null[]", "10 Null[]"),
                bench.driver.writes().stream()
                        .skip(2)
                        .map(write -> write.priority() + " " + write.value())
                        .toList());
        assertEquals(List.of(), stored.all());
        assertEquals(Set.of(), bench.store.current().devices().keySet());
    }

    @Test
    public void deviceRemoved_silent_staysWithWhatIsHeldUntilItIsReleasedOrDropped() {
        Bench bench = bench(WriteEnvelope.OPEN);
        bench.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        bench.driver.kill(1);
        CommandResult.Failed refused = (CommandResult.Failed) bench.carriedOut(removal(OptionalLong.empty()));
        assertEquals(ErrorCode.DEVICE_TIMEOUT, refused.reason().code());
        assertTrue(
                refused.reason().message(), refused.reason().message().contains("bms:override-drop 1.analogInput.1 8"));
        assertEquals(1, bench.monitoring.overrides().size());
        assertEquals(Set.of(1), bench.store.current().devices().keySet());
        CompletionStage<Boolean> dropped = bench.monitoring.dropOverride(POINT, 8);
        bench.scheduler.runPending();
        assertEquals(true, dropped.toCompletableFuture().getNow(null));
        assertEquals(List.of(), stored.all());
        assertEquals(
                "once only",
                false,
                bench.monitoring.dropOverride(POINT, 8).toCompletableFuture().getNow(null));
        assertTrue(bench.carriedOut(removal(OptionalLong.empty())) instanceof CommandResult.Configured);
    }

    @Test
    public void deviceRemoved_onAnOldRevision_nothingIsReleased() {
        Bench bench = bench(WriteEnvelope.OPEN);
        bench.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        long revision = bench.store.current().revision();
        assertEquals(
                ErrorCode.CONFLICT,
                ((CommandResult.Failed) bench.carriedOut(removal(OptionalLong.of(revision + 1))))
                        .reason()
                        .code());
        assertEquals(1, bench.monitoring.overrides().size());
        assertEquals(1, bench.driver.writes().size());
    }

    @Test
    public void release_ofSomePoints_thoseOnlyAndUpToTheFirstThatCanNotBe() {
        Bench bench = bench(WriteEnvelope.OPEN);
        bench.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        bench.carriedOut(new SetValueToPoint(Devices.point(1, 2), WARM, 10));
        assertEquals(Optional.empty(), released(bench, POINT::equals));
        assertEquals(
                List.of(Devices.point(1, 2)),
                stored.all().stream().map(PointOverride::pointId).toList());
        bench.driver.kill(1);
        String kept = released(bench, point -> true).orElseThrow().message();
        assertTrue(
                kept,
                kept.startsWith("what the gateway wrote to 1.analogInput.2 at priority 10 could not be released"));
        assertEquals(1, bench.monitoring.overrides().size());
    }

    private static Optional<Failure> released(Bench bench, Predicate<PointId> points) {
        CompletionStage<Optional<Failure>> released = bench.monitoring.release(points);
        bench.scheduler.advance(Duration.ofSeconds(31));
        return released.toCompletableFuture().getNow(null);
    }

    @Test
    public void write_ofAPointWithoutPriorityArray_staysListedWithWhatWasThereBefore() {
        Bench bench = plain(LEASE);
        CommandResult.Written before =
                (CommandResult.Written) bench.carriedOut(new SetValueToPoint(POINT, WARM, 8, true));
        assertEquals(
                "said before the write",
                List.of(COLD, false, Optional.of(COLD)),
                List.of(before.value(), before.effective(), before.replaced()));
        assertEquals("nothing was written", PointValue.NULL, bench.driver.held(POINT, 8));
        assertEquals(List.of(), bench.monitoring.overrides());
        CommandResult.Written written = (CommandResult.Written) bench.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        assertEquals("and with it", Optional.of(COLD), written.replaced());
        bench.scheduler.runPending();
        assertEquals(Optional.of(COLD), bench.monitoring.overrides().get(0).replaced());
        assertEquals(Optional.of(COLD), stored.all().get(0).replaced());
        CommandResult.Failed refused =
                (CommandResult.Failed) bench.carriedOut(new SetValueToPoint(POINT, PointValue.NULL, 8));
        assertEquals(ErrorCode.NOT_WRITABLE, refused.reason().code());
        assertOffered(refused.reason().message());
        assertOffered(released(bench, point -> true).orElseThrow().message());
        assertOffered(((CommandResult.Failed) bench.carriedOut(removal(OptionalLong.empty())))
                .reason()
                .message());
        assertEquals(1, stored.all().size());
    }

    private static void assertOffered(String message) {
        assertTrue(
                message,
                message.contains("16.0 before the gateway wrote to it")
                        && message.contains("bms:override-drop 1.analogInput.1 8"));
    }

    private Bench plain(WriteEnvelope envelope) {
        Bench bench = bench(envelope);
        bench.driver.plain(POINT);
        bench.driver.value(POINT, COLD);
        return bench;
    }

    @Test
    public void lease_ofAPointWithoutPriorityArray_endsAsAProblemAndNotAsReleased() {
        Bench bench = plain(LEASE);
        bench.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        bench.scheduler.advance(Duration.ofMinutes(30));
        assertEquals(1, stored.all().size());
        assertEquals("override_not_released", bench.monitoring.problems().get(0).code());
        assertTrue(bench.monitoring.problems().get(0).message().contains("1.analogInput.1 at priority 8"));
        assertEquals(
                "looked at now and then, and not written",
                List.of(WARM),
                values(bench).stream()
                        .filter(value -> !value.equals(PointValue.NULL))
                        .toList());
        assertTrue("" + values(bench).size(), values(bench).size() < 6);
        bench.driver.value(POINT, new PointValue.Double(19));
        bench.scheduler.advance(Duration.ofMinutes(11));
        assertEquals("somebody else wrote it", List.of(), stored.all());
        assertEquals(List.of(), bench.monitoring.problems());
    }

    @Test
    public void write_ofWhatWasThereBefore_takesAPointWithoutPriorityArrayOffTheList() {
        Bench bench = plain(WriteEnvelope.OPEN);
        bench.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        bench.carriedOut(new SetValueToPoint(POINT, new PointValue.Double(30), 10));
        bench.scheduler.runPending();
        assertEquals("one value, whatever the priority", 1, stored.all().size());
        assertEquals(Optional.of(COLD), stored.all().get(0).replaced());
        bench.carriedOut(new SetValueToPoint(POINT, COLD, 10));
        bench.scheduler.runPending();
        assertEquals(List.of(), bench.monitoring.overrides());
        assertEquals(List.of(), stored.all());
    }

    @Test
    public void release_thatFailsInWhateverWay_staysListedAndIsTriedAgain() {
        for (ErrorCode code : ErrorCode.values()) {
            if (code == ErrorCode.CONFLICT) {
                continue;
            }
            Bench bench = bench(LEASE);
            bench.carriedOut(new SetValueToPoint(POINT, WARM, 8));
            bench.driver.fail(POINT, new Failure(code, "not now"));
            assertTrue("" + code, released(bench, point -> true).isPresent());
            bench.scheduler.advance(Duration.ofMinutes(2));
            assertEquals("" + code, 1, stored.all().size());
            assertEquals("" + code, 1, bench.monitoring.problems().size());
            bench.driver.mend(POINT);
            bench.scheduler.advance(Duration.ofMinutes(11));
            assertEquals("" + code, PointValue.NULL, bench.driver.held(POINT, 8));
            assertEquals("" + code, List.of(), stored.all());
            assertEquals("" + code, List.of(), bench.monitoring.problems());
        }
    }

    @Test
    public void release_thatTheDeviceAcceptsAndDoesNotCarryOut_isNotSaidToBeReleased() {
        Bench bench = bench(WriteEnvelope.OPEN);
        bench.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        bench.driver.stick(POINT);
        CommandResult.Written result =
                (CommandResult.Written) bench.carriedOut(new SetValueToPoint(POINT, PointValue.NULL, 8));
        assertEquals(false, result.effective());
        assertTrue(released(bench, point -> true).orElseThrow().message().contains("does not show priority 8 empty"));
        assertEquals(1, stored.all().size());
    }

    @Test
    public void crashBetweenWriteAndRelease_theNextProcessReleases() {
        Bench first = bench(LEASE);
        first.driver.delay(1, Duration.ofSeconds(20));
        first.command(new SetValueToPoint(POINT, WARM, 8));
        first.scheduler.runPending();
        assertEquals("on the disk before there is an answer", 1, stored.all().size());
        Bench second = bench(LEASE);
        assertEquals(1, second.monitoring.overrides().size());
        second.scheduler.advance(Duration.ofSeconds(65));
        assertEquals(PointValue.NULL, second.driver.writes().get(0).value());
        assertEquals(List.of(), stored.all());
    }
}

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
import io.bms.api.command.WriteLimits;
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
public class WritesTest {
    private static final PointId POINT = Devices.point(1, 1);
    private static final PointValue WARM = new PointValue.Double(22);
    private static final PointValue COLD = new PointValue.Double(16);
    private static final WriteEnvelope LEASE =
            new WriteEnvelope(new WriteLimits(List.of(), List.of(), 1, Optional.of(Duration.ofSeconds(60))));

    private final FakeOverrides stored = new FakeOverrides();

    private Fixture fixture(WriteEnvelope envelope) {
        Fixture fixture = new Fixture(Devices.site(Devices.device(1, 3, Duration.ofSeconds(10))), envelope, stored);
        fixture.plugDriver();
        fixture.scheduler.advance(Duration.ofSeconds(3));
        return fixture;
    }

    private static WriteEnvelope envelope(String allow, String ranges, int priority, int lease) {
        return WriteEnvelope.of(new MonitoringSettingsTest.Config(30, 3, 5, 300, allow, ranges, priority, lease));
    }

    private static ErrorCode refused(Fixture fixture, SetValueToPoint command) {
        return ((CommandResult.Failed) fixture.carriedOut(command)).reason().code();
    }

    @Test
    public void write_outsideTheEnvelope_isRefusedAndNothingIsSent() {
        Fixture fixture = fixture(envelope("1.analogInput.1, 1.analogInput.2", "*.analogInput.*=10..30", 8, 0));
        assertEquals(ErrorCode.DENIED, refused(fixture, new SetValueToPoint(Devices.point(1, 3), WARM, 8)));
        assertEquals(ErrorCode.DENIED, refused(fixture, new SetValueToPoint(POINT, WARM, 7)));
        assertEquals(
                ErrorCode.OUT_OF_RANGE, refused(fixture, new SetValueToPoint(POINT, new PointValue.Integer(31), 8)));
        assertEquals(List.of(), fixture.driver.writes());
        assertEquals(List.of(), fixture.monitoring.overrides());
        assertTrue(fixture.carriedOut(new SetValueToPoint(POINT, WARM, 8)) instanceof CommandResult.Written);
        assertEquals(
                "what others hold", ErrorCode.DENIED, refused(fixture, new SetValueToPoint(POINT, PointValue.NULL, 5)));
        assertEquals(ErrorCode.DENIED, refused(fixture, new SetValueToPoint(Devices.point(1, 3), PointValue.NULL, 8)));
    }

    @Test
    public void write_releaseOfWhatTheGatewayWrote_allowedWhateverTheEnvelopeSaysSince() {
        fixture(WriteEnvelope.OPEN).carriedOut(new SetValueToPoint(POINT, WARM, 5));
        Fixture strict = fixture(envelope("1.analogInput.2", "", 8, 0));
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
        Fixture fixture = fixture(WriteEnvelope.OPEN);
        fixture.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        PointOverride override = fixture.monitoring.overrides().get(0);
        assertEquals(
                List.of(POINT, 8, WARM, Optional.empty()),
                List.of(override.pointId(), override.priority(), override.value(), override.until()));
        fixture.carriedOut(new SetValueToPoint(POINT, PointValue.NULL, 8));
        fixture.scheduler.runPending();
        assertEquals(List.of(), fixture.monitoring.overrides());
        assertEquals(List.of(), stored.all());
    }

    @Test
    public void write_refusedByTheDevice_leavesWhatWasThereBefore() {
        Fixture fixture = fixture(WriteEnvelope.OPEN);
        fixture.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        fixture.driver.fail(POINT, new Failure(ErrorCode.OUT_OF_RANGE, "too much"));
        fixture.carriedOut(new SetValueToPoint(POINT, new PointValue.Double(99), 8));
        fixture.driver.fail(Devices.point(1, 2), new Failure(ErrorCode.NOT_WRITABLE, "an input"));
        fixture.carriedOut(new SetValueToPoint(Devices.point(1, 2), WARM, 8));
        fixture.scheduler.runPending();
        assertEquals(
                List.of(WARM),
                fixture.monitoring.overrides().stream()
                        .map(PointOverride::value)
                        .toList());
    }

    @Test
    public void lease_ends_theGatewayReleases() {
        Fixture fixture = fixture(LEASE);
        fixture.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        fixture.scheduler.advance(Duration.ofSeconds(58));
        assertEquals(1, fixture.driver.writes().size());
        fixture.scheduler.advance(Duration.ofSeconds(4));
        assertEquals(PointValue.NULL, fixture.driver.writes().get(1).value());
        assertEquals(8, fixture.driver.writes().get(1).priority());
        assertEquals(List.of(), stored.all());
    }

    @Test
    public void lease_writtenAgain_beginsAnew() {
        Fixture fixture = fixture(LEASE);
        fixture.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        fixture.scheduler.advance(Duration.ofSeconds(50));
        fixture.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        fixture.scheduler.advance(Duration.ofSeconds(50));
        assertEquals(1, fixture.monitoring.overrides().size());
    }

    @Test
    public void lease_writtenAgainDuringItsRelease_beginsAnewAndIsReleasedToo() {
        Fixture fixture = fixture(LEASE);
        fixture.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        fixture.driver.delay(1, Duration.ofSeconds(2));
        fixture.scheduler.advance(Duration.ofSeconds(61));
        assertEquals("the release is under way", 2, fixture.driver.writes().size());
        assertEquals(1, fixture.monitoring.overrides().size());
        fixture.command(new SetValueToPoint(POINT, WARM, 8));
        fixture.scheduler.advance(Duration.ofSeconds(10));
        assertEquals(List.of(WARM, PointValue.NULL, WARM), values(fixture));
        assertEquals(1, stored.all().size());
        fixture.scheduler.advance(Duration.ofSeconds(70));
        assertEquals(List.of(WARM, PointValue.NULL, WARM, PointValue.NULL), values(fixture));
        assertEquals(List.of(), stored.all());
    }

    private static List<PointValue> values(Fixture fixture) {
        return fixture.driver.writes().stream().map(WriteRequest::value).toList();
    }

    @Test
    public void write_twoUnderWayBothRefused_nothingIsListed() {
        Fixture fixture = fixture(WriteEnvelope.OPEN);
        fixture.driver.delay(1, Duration.ofSeconds(1));
        fixture.driver.fail(POINT, new Failure(ErrorCode.OUT_OF_RANGE, "too much"));
        fixture.command(new SetValueToPoint(POINT, WARM, 8));
        fixture.scheduler.advance(Duration.ofMillis(100));
        fixture.command(new SetValueToPoint(POINT, COLD, 8));
        fixture.scheduler.advance(Duration.ofSeconds(9));
        assertEquals(List.of(), fixture.monitoring.overrides());
    }

    @Test
    public void write_twoUnderWaySecondRefused_theFirstIsListedAsTheDeviceKeepsIt() {
        Fixture fixture = fixture(WriteEnvelope.OPEN);
        fixture.driver.delay(1, Duration.ofSeconds(1));
        fixture.command(new SetValueToPoint(POINT, WARM, 8));
        fixture.scheduler.advance(Duration.ofMillis(100));
        fixture.command(new SetValueToPoint(POINT, COLD, 8));
        fixture.scheduler.advance(Duration.ofMillis(1_000));
        fixture.driver.fail(POINT, new Failure(ErrorCode.OUT_OF_RANGE, "too much"));
        fixture.scheduler.advance(Duration.ofSeconds(9));
        assertEquals(
                List.of(WARM),
                fixture.monitoring.overrides().stream()
                        .map(PointOverride::value)
                        .toList());
    }

    @Test
    public void write_refusedAfterAReleaseWasSent_nothingIsListed() {
        Fixture fixture = fixture(WriteEnvelope.OPEN);
        fixture.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        fixture.scheduler.advance(Duration.ofMillis(100));
        fixture.driver.delay(1, Duration.ofSeconds(1));
        fixture.command(new SetValueToPoint(POINT, PointValue.NULL, 8));
        fixture.scheduler.advance(Duration.ofMillis(100));
        fixture.command(new SetValueToPoint(POINT, COLD, 8));
        fixture.scheduler.advance(Duration.ofMillis(1_000));
        fixture.driver.fail(POINT, new Failure(ErrorCode.OUT_OF_RANGE, "too much"));
        fixture.scheduler.advance(Duration.ofSeconds(9));
        assertEquals(List.of(), fixture.monitoring.overrides());
    }

    @Test
    public void write_refusedAfterAnotherWasSent_theOtherStaysListed() {
        Fixture fixture = fixture(LEASE);
        fixture.driver.delay(1, Duration.ofSeconds(2));
        fixture.driver.fail(POINT, new Failure(ErrorCode.OUT_OF_RANGE, "too much"));
        fixture.command(new SetValueToPoint(POINT, new PointValue.Double(99), 8));
        fixture.scheduler.advance(Duration.ofSeconds(1));
        fixture.command(new SetValueToPoint(POINT, WARM, 8));
        fixture.scheduler.advance(Duration.ofMillis(1_500));
        fixture.driver.mend(POINT);
        fixture.scheduler.advance(Duration.ofSeconds(5));
        assertEquals(
                List.of(WARM),
                fixture.monitoring.overrides().stream()
                        .map(PointOverride::value)
                        .toList());
    }

    @Test
    public void lease_endsAfterSomebodyElseHasWrittenThere_isLeftAsItIs() {
        Fixture fixture = fixture(LEASE);
        fixture.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        fixture.driver.hold(POINT, 8, COLD);
        fixture.scheduler.advance(Duration.ofSeconds(70));
        assertEquals(COLD, fixture.driver.held(POINT, 8));
        assertEquals("and no longer the gateway's", List.of(), stored.all());
    }

    @Test
    public void lease_ofWhatTheDeviceKeepsInItsOwnWay_isReleased() {
        Fixture fixture = fixture(LEASE);
        fixture.driver.round();
        fixture.carriedOut(new SetValueToPoint(POINT, new PointValue.Double(22.3), 8));
        fixture.scheduler.advance(Duration.ofSeconds(70));
        assertEquals(PointValue.NULL, fixture.driver.held(POINT, 8));
    }

    @Test
    public void lease_ofAWriteThatMayHaveTakenEffect_isReleasedWhateverTheSlotHolds() {
        Fixture fixture = fixture(LEASE);
        fixture.carriedOut(new SetValueToPoint(POINT, COLD, 8));
        fixture.driver.fail(POINT, new Failure(ErrorCode.DEVICE_TIMEOUT, "no answer"));
        fixture.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        fixture.driver.mend(POINT);
        fixture.scheduler.advance(Duration.ofSeconds(70));
        assertEquals(PointValue.NULL, fixture.driver.held(POINT, 8));
    }

    @Test
    public void release_byAPerson_isOfWhateverTheSlotHolds() {
        Fixture fixture = fixture(WriteEnvelope.OPEN);
        fixture.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        fixture.driver.hold(POINT, 8, COLD);
        fixture.carriedOut(new SetValueToPoint(POINT, PointValue.NULL, 8));
        fixture.scheduler.runPending();
        assertEquals(PointValue.NULL, fixture.driver.held(POINT, 8));
    }

    @Test
    public void release_ofAll_leavesWhatSomebodyElseHasWritten() {
        Fixture fixture = fixture(WriteEnvelope.OPEN);
        fixture.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        fixture.carriedOut(new SetValueToPoint(Devices.point(1, 2), WARM, 8));
        fixture.driver.hold(POINT, 8, COLD);
        assertEquals(Optional.empty(), released(fixture, point -> true));
        assertEquals(COLD, fixture.driver.held(POINT, 8));
        assertEquals(PointValue.NULL, fixture.driver.held(Devices.point(1, 2), 8));
        assertEquals(List.of(), stored.all());
    }

    @Test
    public void releaseByAPerson_rightAfterTheWrite_isForgottenThoughTheDeviceRounds() {
        Fixture fixture = fixture(WriteEnvelope.OPEN);
        fixture.driver.round();
        fixture.driver.delay(1, Duration.ofSeconds(1));
        fixture.command(new SetValueToPoint(POINT, new PointValue.Double(22.3), 8));
        fixture.command(new SetValueToPoint(POINT, PointValue.NULL, 8));
        fixture.scheduler.advance(Duration.ofSeconds(9));
        assertEquals(List.of(), stored.all());
    }

    @Test
    public void lease_whileTheWallClockIsSet_lastsAsLongAsEver() {
        for (Duration by : List.of(Duration.ofDays(20_000), Duration.ofDays(-1))) {
            Fixture fixture = fixture(LEASE);
            fixture.carriedOut(new SetValueToPoint(POINT, WARM, 8));
            fixture.set = by;
            fixture.scheduler.advance(Duration.ofSeconds(55));
            assertEquals(1, fixture.driver.writes().size());
            assertEquals(
                    "as the clock says now",
                    fixture.clock.instant().plus(by).plusSeconds(5),
                    fixture.monitoring.overrides().get(0).until().orElseThrow());
            fixture.scheduler.advance(Duration.ofSeconds(10));
            assertEquals(PointValue.NULL, fixture.driver.held(POINT, 8));
            assertEquals(List.of(), stored.all());
        }
    }

    @Test
    public void lease_overARestartWithAClockLongBehind_getsNoLonger() {
        Instant later = ManualClock.START.plus(Duration.ofDays(400));
        stored.put(new PointOverride(POINT, 8, WARM, later, Optional.of(later.plusSeconds(60))));
        Fixture fixture = fixture(LEASE);
        fixture.driver.hold(POINT, 8, WARM);
        fixture.scheduler.advance(Duration.ofSeconds(50));
        assertEquals(1, stored.all().size());
        fixture.scheduler.advance(Duration.ofSeconds(15));
        assertEquals(PointValue.NULL, fixture.driver.held(POINT, 8));
    }

    @Test
    public void write_deviceSilentBefore_nothingWasWrittenAndNothingIsHeld() {
        Fixture fixture = fixture(WriteEnvelope.OPEN);
        fixture.driver.kill(1);
        assertEquals(ErrorCode.DEVICE_TIMEOUT, refused(fixture, new SetValueToPoint(POINT, WARM, 8)));
        assertEquals(List.of(), fixture.monitoring.overrides());
        assertEquals(List.of(), stored.all());
    }

    @Test
    public void lease_endsWhileTheDeviceIsSilent_isReleasedOnItsReturn() {
        Fixture fixture = fixture(LEASE);
        fixture.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        fixture.driver.kill(1);
        fixture.scheduler.advance(Duration.ofSeconds(200));
        assertEquals(1, fixture.monitoring.overrides().size());
        fixture.driver.revive(1);
        fixture.scheduler.advance(Duration.ofSeconds(35));
        assertEquals(List.of(), fixture.monitoring.overrides());
    }

    private static Command.GetConfig removal(OptionalLong baseRevision) {
        return Command.GetConfig.remove(Set.of(1)).basedOn(baseRevision);
    }

    @Test
    public void deviceRemoved_whatTheGatewayHoldsThereIsReleasedFirst() {
        Fixture fixture = fixture(WriteEnvelope.OPEN);
        fixture.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        fixture.carriedOut(new SetValueToPoint(Devices.point(1, 2), WARM, 10));
        assertTrue(fixture.carriedOut(removal(OptionalLong.empty())) instanceof CommandResult.Configured);
        assertEquals(
                List.of("8 Null[]", "10 Null[]"),
                fixture.driver.writes().stream()
                        .skip(2)
                        .map(write -> write.priority() + " " + write.value())
                        .toList());
        assertEquals(List.of(), stored.all());
        assertEquals(Set.of(), fixture.store.current().devices().keySet());
    }

    @Test
    public void deviceRemoved_silent_staysWithWhatIsHeldUntilItIsReleasedOrDropped() {
        Fixture fixture = fixture(WriteEnvelope.OPEN);
        fixture.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        fixture.driver.kill(1);
        CommandResult.Failed refused = (CommandResult.Failed) fixture.carriedOut(removal(OptionalLong.empty()));
        assertEquals(ErrorCode.DEVICE_TIMEOUT, refused.reason().code());
        assertTrue(
                refused.reason().message(), refused.reason().message().contains("bms:override-drop 1.analogInput.1 8"));
        assertEquals(1, fixture.monitoring.overrides().size());
        assertEquals(Set.of(1), fixture.store.current().devices().keySet());
        CompletionStage<Boolean> dropped = fixture.monitoring.dropOverride(POINT, 8);
        fixture.scheduler.runPending();
        assertEquals(true, dropped.toCompletableFuture().getNow(null));
        assertEquals(List.of(), stored.all());
        assertEquals(
                "once only",
                false,
                fixture.monitoring.dropOverride(POINT, 8).toCompletableFuture().getNow(null));
        assertTrue(fixture.carriedOut(removal(OptionalLong.empty())) instanceof CommandResult.Configured);
    }

    @Test
    public void deviceRemoved_onAnOldRevision_nothingIsReleased() {
        Fixture fixture = fixture(WriteEnvelope.OPEN);
        fixture.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        long revision = fixture.store.current().revision();
        assertEquals(
                ErrorCode.CONFLICT,
                ((CommandResult.Failed) fixture.carriedOut(removal(OptionalLong.of(revision + 1))))
                        .reason()
                        .code());
        assertEquals(1, fixture.monitoring.overrides().size());
        assertEquals(1, fixture.driver.writes().size());
    }

    @Test
    public void release_ofSomePoints_thoseOnlyAndUpToTheFirstThatCanNotBe() {
        Fixture fixture = fixture(WriteEnvelope.OPEN);
        fixture.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        fixture.carriedOut(new SetValueToPoint(Devices.point(1, 2), WARM, 10));
        assertEquals(Optional.empty(), released(fixture, POINT::equals));
        assertEquals(
                List.of(Devices.point(1, 2)),
                stored.all().stream().map(PointOverride::pointId).toList());
        fixture.driver.kill(1);
        String kept = released(fixture, point -> true).orElseThrow().message();
        assertTrue(
                kept,
                kept.startsWith("what the gateway wrote to 1.analogInput.2 at priority 10 could not be released"));
        assertEquals(1, fixture.monitoring.overrides().size());
    }

    private static Optional<Failure> released(Fixture fixture, Predicate<PointId> points) {
        CompletionStage<Optional<Failure>> released = fixture.monitoring.release(points);
        fixture.scheduler.advance(Duration.ofSeconds(31));
        return released.toCompletableFuture().getNow(null);
    }

    @Test
    public void write_ofAPointWithoutPriorityArray_staysListedWithWhatWasThereBefore() {
        Fixture fixture = plain(LEASE);
        CommandResult.Written before =
                (CommandResult.Written) fixture.carriedOut(new SetValueToPoint(POINT, WARM, 8, true, Optional.empty()));
        assertEquals(
                "said before the write",
                List.of(COLD, false, Optional.of(COLD)),
                List.of(before.value(), before.effective(), before.replaced()));
        assertEquals("nothing was written", PointValue.NULL, fixture.driver.held(POINT, 8));
        assertEquals(List.of(), fixture.monitoring.overrides());
        CommandResult.Written written = (CommandResult.Written) fixture.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        assertEquals("and with it", Optional.of(COLD), written.replaced());
        fixture.scheduler.runPending();
        assertEquals(Optional.of(COLD), fixture.monitoring.overrides().get(0).replaced());
        assertEquals(Optional.of(COLD), stored.all().get(0).replaced());
        CommandResult.Failed refused =
                (CommandResult.Failed) fixture.carriedOut(new SetValueToPoint(POINT, PointValue.NULL, 8));
        assertEquals(ErrorCode.NOT_WRITABLE, refused.reason().code());
        assertOffered(refused.reason().message());
        assertOffered(released(fixture, point -> true).orElseThrow().message());
        assertOffered(((CommandResult.Failed) fixture.carriedOut(removal(OptionalLong.empty())))
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

    private Fixture plain(WriteEnvelope envelope) {
        Fixture fixture = fixture(envelope);
        fixture.driver.plain(POINT);
        fixture.driver.value(POINT, COLD);
        return fixture;
    }

    @Test
    public void lease_ofAPointWithoutPriorityArray_endsAsAProblemAndNotAsReleased() {
        Fixture fixture = plain(LEASE);
        fixture.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        fixture.scheduler.advance(Duration.ofMinutes(30));
        assertEquals(1, stored.all().size());
        assertEquals(
                "override_not_released", fixture.monitoring.problems().get(0).code());
        assertTrue(fixture.monitoring.problems().get(0).message().contains("1.analogInput.1 at priority 8"));
        assertEquals(
                "looked at now and then, and not written",
                List.of(WARM),
                values(fixture).stream()
                        .filter(value -> !value.equals(PointValue.NULL))
                        .toList());
        assertTrue("" + values(fixture).size(), values(fixture).size() < 6);
        fixture.driver.value(POINT, new PointValue.Double(19));
        fixture.scheduler.advance(Duration.ofMinutes(11));
        assertEquals("somebody else wrote it", List.of(), stored.all());
        assertEquals(List.of(), fixture.monitoring.problems());
    }

    @Test
    public void write_ofWhatWasThereBefore_takesAPointWithoutPriorityArrayOffTheList() {
        Fixture fixture = plain(WriteEnvelope.OPEN);
        fixture.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        fixture.carriedOut(new SetValueToPoint(POINT, new PointValue.Double(30), 10));
        fixture.scheduler.runPending();
        assertEquals("one value, whatever the priority", 1, stored.all().size());
        assertEquals(Optional.of(COLD), stored.all().get(0).replaced());
        fixture.carriedOut(new SetValueToPoint(POINT, COLD, 10));
        fixture.scheduler.runPending();
        assertEquals(List.of(), fixture.monitoring.overrides());
        assertEquals(List.of(), stored.all());
    }

    @Test
    public void release_thatFailsInWhateverWay_staysListedAndIsTriedAgain() {
        for (ErrorCode code : ErrorCode.values()) {
            if (code == ErrorCode.CONFLICT) {
                continue;
            }
            Fixture fixture = fixture(LEASE);
            fixture.carriedOut(new SetValueToPoint(POINT, WARM, 8));
            fixture.driver.fail(POINT, new Failure(code, "not now"));
            assertTrue("" + code, released(fixture, point -> true).isPresent());
            fixture.scheduler.advance(Duration.ofMinutes(2));
            assertEquals("" + code, 1, stored.all().size());
            assertEquals("" + code, 1, fixture.monitoring.problems().size());
            fixture.driver.mend(POINT);
            fixture.scheduler.advance(Duration.ofMinutes(11));
            assertEquals("" + code, PointValue.NULL, fixture.driver.held(POINT, 8));
            assertEquals("" + code, List.of(), stored.all());
            assertEquals("" + code, List.of(), fixture.monitoring.problems());
        }
    }

    @Test
    public void release_thatTheDeviceAcceptsAndDoesNotCarryOut_isNotSaidToBeReleased() {
        Fixture fixture = fixture(WriteEnvelope.OPEN);
        fixture.carriedOut(new SetValueToPoint(POINT, WARM, 8));
        fixture.driver.stick(POINT);
        CommandResult.Written result =
                (CommandResult.Written) fixture.carriedOut(new SetValueToPoint(POINT, PointValue.NULL, 8));
        assertEquals(false, result.effective());
        assertTrue(released(fixture, point -> true).orElseThrow().message().contains("does not show priority 8 empty"));
        assertEquals(1, stored.all().size());
    }

    private static SetValueToPoint forSeconds(long seconds) {
        return new SetValueToPoint(POINT, WARM, 8, false, Optional.of(Duration.ofSeconds(seconds)));
    }

    @Test
    public void releaseAfter_theShorterOfTheWishAndTheLease_saidInTheAnswerAndCarriedOut() {
        for (long asked : List.of(20L, 60L, 3_600L)) {
            Fixture fixture = fixture(LEASE);
            long granted = Math.min(asked, 60);
            Instant end = fixture.clock.instant().plusSeconds(granted);
            CommandResult.Written written = (CommandResult.Written) fixture.carriedOut(forSeconds(asked));
            assertEquals(Optional.of(end), written.until());
            assertEquals(Optional.of(end), fixture.monitoring.overrides().get(0).until());
            fixture.scheduler.advance(Duration.ofSeconds(granted - 2));
            assertEquals(WARM, fixture.driver.held(POINT, 8));
            fixture.scheduler.advance(Duration.ofSeconds(4));
            assertEquals(PointValue.NULL, fixture.driver.held(POINT, 8));
            assertEquals(List.of(), stored.all());
        }
    }

    @Test
    public void releaseAfter_withoutALease_isReleased_alsoAfterACrash() {
        Fixture first = fixture(WriteEnvelope.OPEN);
        first.driver.delay(1, Duration.ofSeconds(20));
        first.command(forSeconds(60));
        first.scheduler.runPending();
        assertEquals("on the disk before there is an answer", 1, stored.all().size());
        Fixture second = fixture(WriteEnvelope.OPEN);
        second.driver.hold(POINT, 8, WARM);
        second.scheduler.advance(Duration.ofSeconds(65));
        assertEquals(PointValue.NULL, second.driver.held(POINT, 8));
        assertEquals(List.of(), stored.all());
    }

    @Test
    public void releaseAfter_writtenAgainWithoutIt_staysUntilItIsReleased() {
        Fixture fixture = fixture(WriteEnvelope.OPEN);
        fixture.carriedOut(forSeconds(60));
        CommandResult.Written again = (CommandResult.Written) fixture.carriedOut(new SetValueToPoint(POINT, COLD, 8));
        assertEquals(Optional.empty(), again.until());
        fixture.scheduler.advance(Duration.ofSeconds(120));
        assertEquals(COLD, fixture.driver.held(POINT, 8));
    }

    @Test
    public void releaseAfter_theNextWriteIsRefused_theFirstEndsAsItWould() {
        Fixture fixture = fixture(WriteEnvelope.OPEN);
        fixture.carriedOut(forSeconds(60));
        fixture.driver.fail(POINT, new Failure(ErrorCode.OUT_OF_RANGE, "too much"));
        assertEquals(ErrorCode.OUT_OF_RANGE, refused(fixture, new SetValueToPoint(POINT, COLD, 8)));
        fixture.driver.mend(POINT);
        fixture.scheduler.advance(Duration.ofSeconds(65));
        assertEquals(PointValue.NULL, fixture.driver.held(POINT, 8));
    }

    @Test
    public void releaseAfter_ofAPointWithoutPriorityArray_isRefusedAndNothingIsWritten() {
        Fixture fixture = plain(WriteEnvelope.OPEN);
        assertEquals(ErrorCode.NOT_WRITABLE, refused(fixture, forSeconds(60)));
        fixture.scheduler.runPending();
        assertEquals(PointValue.NULL, fixture.driver.held(POINT, 8));
        assertEquals(List.of(), stored.all());
        CommandResult.Written written =
                (CommandResult.Written) plain(LEASE).carriedOut(new SetValueToPoint(POINT, WARM, 8));
        assertEquals("what cannot be released is not said to be", Optional.empty(), written.until());
    }

    @Test
    public void crashBetweenWriteAndRelease_theNextProcessReleases() {
        Fixture first = fixture(LEASE);
        first.driver.delay(1, Duration.ofSeconds(20));
        first.command(new SetValueToPoint(POINT, WARM, 8));
        first.scheduler.runPending();
        assertEquals("on the disk before there is an answer", 1, stored.all().size());
        Fixture second = fixture(LEASE);
        assertEquals(1, second.monitoring.overrides().size());
        second.scheduler.advance(Duration.ofSeconds(65));
        assertEquals(PointValue.NULL, second.driver.writes().get(0).value());
        assertEquals(List.of(), stored.all());
    }
}

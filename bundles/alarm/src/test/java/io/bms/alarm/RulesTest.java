// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmAction;
import io.bms.api.alarm.AlarmCondition;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.alarm.AlarmRule;
import io.bms.api.monitoring.Monitoring.DeviceState;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.api.site.RevisionConflictException;
import io.bms.api.site.SiteChange;
import io.bms.testkit.Devices;
import io.bms.testkit.ManualClock;
import io.bms.testkit.SiteChanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.Before;
import org.junit.Test;

/** The gateway's own rules, from samples to what is told. */
public class RulesTest extends AlarmsOnDisk {
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final PointId POINT = Devices.point(1, 1);
    private static final String ID = "1.analogInput.1.x";
    private static final PointId OTHER = Devices.point(1, 2);
    private static final PointId FAN = Devices.point(1, 3);
    private static final AlarmRule.Limits LIMITS =
            new AlarmRule.Limits(OptionalDouble.of(10), OptionalDouble.of(28), 0.5);

    @Before
    public void start() {
        sites.preset(Devices.site(Devices.device(1, 3, INTERVAL)));
        answers(true);
        open();
    }

    private void answers(boolean online) {
        Optional<Failure> failure =
                online ? Optional.empty() : Optional.of(new Failure(ErrorCode.DEVICE_TIMEOUT, "no answer"));
        monitoring.device(1, new DeviceState(online, clock.instant(), failure));
    }

    private static AlarmRule rule(AlarmRule.Offence offence, int delay, int clearDelay, AlarmPriority priority) {
        return new AlarmRule(
                "x",
                POINT,
                offence,
                Duration.ofSeconds(delay),
                Duration.ofSeconds(clearDelay),
                priority,
                Optional.empty());
    }

    private void put(AlarmRule rule) {
        change(new SiteChange.AlarmRules(List.of(rule), Set.of()));
    }

    private void change(SiteChange.AlarmRules rules) {
        try {
            sites.apply(SiteChanges.of(rules));
        } catch (RevisionConflictException e) {
            throw new AssertionError(e);
        }
        scheduler.advance(Duration.ofSeconds(1));
    }

    private static SampleBatch batch(PointValue value, Quality quality, ManualClock clock) {
        return batch(POINT, value, quality, clock);
    }

    private static SampleBatch batch(PointId point, PointValue value, Quality quality, ManualClock clock) {
        return new SampleBatch(List.of(new Sample(point, value, quality, Set.of(), clock.instant(), INTERVAL)));
    }

    private void is(double value) {
        alarms.accept(batch(new PointValue.Real((float) value), Quality.GOOD, clock));
    }

    private void other(double value) {
        alarms.accept(batch(OTHER, new PointValue.Real((float) value), Quality.GOOD, clock));
    }

    private void fan(boolean on) {
        alarms.accept(batch(FAN, new PointValue.Bool(on), Quality.GOOD, clock));
    }

    private void isBad() {
        alarms.accept(batch(PointValue.NULL, Quality.BAD, clock));
    }

    /** The value is read each second for this time. */
    private void isFor(double value, int seconds) {
        for (int i = 0; i < seconds; i++) {
            is(value);
            scheduler.advance(Duration.ofSeconds(1));
        }
    }

    private Optional<Alarm> alarm() {
        return alarm(ID);
    }

    @Test
    public void offence_andItsEnd_areToldBetweenTwoLooks_afterAPause() {
        put(rule(LIMITS, 0, 0, AlarmPriority.MEDIUM));
        is(20);
        is(30);
        scheduler.advance(PromptLook.PAUSE.minusMillis(1));
        assertEquals("what comes together is stored together", List.of(), sink.words());
        scheduler.advance(Duration.ofMillis(1));
        assertEquals(List.of(ID + " raised"), sink.words());
        scheduler.advance(PromptLook.PAUSE);
        is(31);
        is(20);
        scheduler.runPending();
        assertEquals(List.of(ID + " raised", ID + " cleared"), sink.words());
    }

    @Test
    public void nothingNew_hasNobodyLook() {
        put(rule(LIMITS, 0, 0, AlarmPriority.MEDIUM));
        is(30);
        scheduler.advance(Duration.ofSeconds(1));
        int waiting = scheduler.size();
        is(31);
        is(32);
        assertEquals("the alarm is known", waiting, scheduler.size());
    }

    @Test
    public void restart_whatIsStillThere_hasNobodyLook_andItsEndHas() {
        put(rule(LIMITS, 0, 0, AlarmPriority.MEDIUM));
        is(30);
        scheduler.advance(Duration.ofSeconds(1));
        restart();
        scheduler.advance(Duration.ofSeconds(2));
        int waiting = scheduler.size();
        is(31);
        assertEquals("the alarm is known", waiting, scheduler.size());
        is(20);
        scheduler.advance(PromptLook.PAUSE);
        assertEquals(List.of(ID + " cleared"), sink.words());
    }

    @Test
    public void limits_beyondForTheDelay_isAnAlarm_untilInsideByTheDeadbandForTheClearDelay() {
        put(rule(LIMITS, 60, 20, AlarmPriority.MEDIUM));
        isFor(28.5, 59);
        assertEquals(List.of(), sink.words());
        isFor(31.25, 3);
        assertEquals(List.of(ID + " raised"), sink.words());
        Alarm raised = alarm().orElseThrow();
        assertEquals(
                "device 1, object 1.analogInput.1: 31.25 is above 28",
                raised.cause().text());
        assertEquals(Optional.of(POINT), raised.cause().point());
        isFor(27.6, 120);
        assertTrue("within the deadband", alarm().isPresent());
        isFor(27.4, 19);
        assertTrue("within the clear delay", alarm().isPresent());
        isFor(27.4, 3);
        assertEquals(List.of(ID + " raised", ID + " cleared"), sink.words());
    }

    @Test
    public void limits_backInside_theDelayBeginsAnew() {
        put(rule(LIMITS, 60, 0, AlarmPriority.MEDIUM));
        isFor(5, 50);
        isFor(10.2, 1);
        isFor(5, 50);
        assertEquals(List.of(), sink.words());
        isFor(5, 12);
        assertEquals(
                "device 1, object 1.analogInput.1: 5.0 is below 10",
                alarm().orElseThrow().cause().text());
    }

    @Test
    public void limits_excursionBetweenTwoLooks_isNotLost() {
        put(rule(LIMITS, 0, 0, AlarmPriority.HIGH));
        is(20);
        is(99);
        is(20);
        scheduler.advance(Duration.ofSeconds(3));
        assertEquals(List.of(ID + " raised", ID + " cleared"), sink.words());
        assertEquals(
                "it waits for somebody",
                AlarmCondition.GONE,
                alarm().orElseThrow().condition());
        assertTrue(alarm().orElseThrow().cause().text().contains("99.0 is above 28"));
    }

    @Test
    public void restart_whileItIsThere_tellsNothing_andGoesOn() {
        put(rule(LIMITS, 60, 0, AlarmPriority.MEDIUM));
        isFor(31, 65);
        restart();
        scheduler.advance(Duration.ofSeconds(5));
        isFor(31, 30);
        isFor(27.8, 30);
        assertEquals(List.of(), sink.words());
        assertTrue("within the deadband it is still there", alarm().isPresent());
        isFor(20, 2);
        assertEquals(List.of(ID + " cleared"), sink.words());
    }

    @Test
    public void samples_thatAreBad_orNoneAtAll_neitherEndNorRaise() {
        put(rule(LIMITS, 10, 0, AlarmPriority.MEDIUM));
        isFor(31, 12);
        isBad();
        scheduler.advance(Duration.ofSeconds(30));
        assertEquals(AlarmCondition.PRESENT, alarm().orElseThrow().condition());
        scheduler.advance(Duration.ofSeconds(40));
        assertEquals(AlarmCondition.UNKNOWN, alarm().orElseThrow().condition());
        isFor(31, 12);
        assertEquals(AlarmCondition.PRESENT, alarm().orElseThrow().condition());
        scheduler.advance(INTERVAL.multipliedBy(3).plusSeconds(50));
        assertEquals(AlarmCondition.PRESENT, alarm().orElseThrow().condition());
    }

    @Test
    public void samples_thatNoLongerCome_makeItUnknown() {
        put(rule(LIMITS, 10, 0, AlarmPriority.MEDIUM));
        isFor(31, 12);
        scheduler.advance(INTERVAL.multipliedBy(3).plus(DeviceWatch.BLIND).plusSeconds(5));
        assertEquals(AlarmCondition.UNKNOWN, alarm().orElseThrow().condition());
    }

    @Test
    public void state_inOneOfThem_isAnAlarm() {
        put(rule(new AlarmRule.States(Set.of(3, 4)), 0, 0, AlarmPriority.MEDIUM));
        alarms.accept(batch(new PointValue.Integer(2), Quality.GOOD, clock));
        scheduler.advance(Duration.ofSeconds(2));
        assertEquals(List.of(), sink.words());
        alarms.accept(batch(new PointValue.Integer(4), Quality.GOOD, clock));
        scheduler.advance(Duration.ofSeconds(2));
        assertTrue(alarm().orElseThrow().cause().text().endsWith("is 4"));
    }

    @Test
    public void state_ofABinaryPoint_isZeroOrOne() {
        put(rule(new AlarmRule.States(Set.of(1)), 0, 0, AlarmPriority.MEDIUM));
        alarms.accept(batch(new PointValue.Bool(true), Quality.GOOD, clock));
        scheduler.advance(Duration.ofSeconds(2));
        assertTrue(alarm().isPresent());
        alarms.accept(batch(new PointValue.Bool(false), Quality.GOOD, clock));
        scheduler.advance(Duration.ofSeconds(2));
        assertFalse(alarm().isPresent());
    }

    @Test
    public void quality_badWhileTheDeviceAnswers_isAnAlarm_andOfASilentDeviceNone() {
        put(rule(new AlarmRule.BadQuality(), 10, 0, AlarmPriority.MEDIUM));
        answers(false);
        isBad();
        scheduler.advance(Duration.ofSeconds(50));
        assertEquals(List.of(), sink.words());
        answers(true);
        is(20);
        scheduler.advance(Duration.ofSeconds(2));
        isBad();
        scheduler.advance(Duration.ofSeconds(12));
        assertEquals(List.of(ID + " raised"), sink.words());
        is(20);
        scheduler.advance(Duration.ofSeconds(2));
        assertEquals(List.of(ID + " raised", ID + " cleared"), sink.words());
    }

    @Test
    public void stuck_theSameForTheDelay_isAnAlarm_untilItMoves() {
        put(rule(new AlarmRule.Stuck(), 60, 0, AlarmPriority.MEDIUM));
        isFor(21, 40);
        isFor(21.1, 59);
        assertEquals(List.of(), sink.words());
        isFor(21.1, 4);
        assertTrue(alarm().orElseThrow().cause().text().endsWith("has been 21.1 for 1 min"));
        isFor(21.2, 2);
        assertEquals(List.of(ID + " raised", ID + " cleared"), sink.words());
    }

    @Test
    public void deviation_furtherFromTheOther_isAnAlarm_whicheverOfThemMoves() {
        put(rule(
                new AlarmRule.Deviation(OTHER, new AlarmRule.Limits(OptionalDouble.of(-3), OptionalDouble.of(2), 0.5)),
                0,
                0,
                AlarmPriority.MEDIUM));
        isFor(29, 5);
        assertEquals("the other is not known yet", List.of(), sink.words());
        other(27.5);
        scheduler.advance(Duration.ofSeconds(2));
        assertEquals(List.of(), sink.words());
        other(26.9);
        scheduler.advance(Duration.ofSeconds(2));
        assertEquals(
                "device 1, object 1.analogInput.1: 29.0 is 2.1 more than object 1.analogInput.2, 26.9",
                alarm().orElseThrow().cause().text());
        other(27.4);
        scheduler.advance(Duration.ofSeconds(2));
        assertTrue("within the deadband", alarm().isPresent());
        other(31);
        scheduler.advance(Duration.ofSeconds(2));
        assertFalse(alarm().isPresent());
        is(27.5);
        scheduler.advance(Duration.ofSeconds(2));
        assertTrue(alarm().orElseThrow().cause().text().contains("27.5 is 3.5 less than"));
    }

    @Test
    public void deviation_fromAPointThatIsNoLongerRead_isUnknown() {
        put(rule(new AlarmRule.Deviation(OTHER, LIMITS), 0, 0, AlarmPriority.MEDIUM));
        other(20);
        for (int i = 0; i < 145; i++) {
            isFor(20, 1);
        }
        assertEquals(AlarmCondition.PRESENT, alarm().orElseThrow().condition());
        isFor(20, 10);
        assertEquals(AlarmCondition.UNKNOWN, alarm().orElseThrow().condition());
        other(5);
        isFor(20, 2);
        assertFalse(alarm().isPresent());
    }

    @Test
    public void rate_moreWithinTheWindow_isAnAlarm_andSlowlyAsMuchIsNone() {
        put(rule(
                new AlarmRule.Rate(
                        new AlarmRule.Limits(OptionalDouble.of(-2), OptionalDouble.of(3), 0), Duration.ofMinutes(1)),
                0,
                0,
                AlarmPriority.MEDIUM));
        for (int i = 0; i < 300; i++) {
            isFor(20 + 0.03 * i, 1);
        }
        assertEquals("1.8 a minute", List.of(), sink.words());
        isFor(30, 10);
        assertEquals(List.of(), sink.words());
        isFor(32.5, 2);
        assertTrue(
                alarm().orElseThrow().cause().text(),
                alarm().orElseThrow().cause().text().matches(".*: 32\\.5, risen by (4\\.9|5).* within 1 min"));
        isFor(32.5, 70);
        assertEquals(List.of(ID + " raised", ID + " cleared"), sink.words());
        isFor(30, 2);
        assertTrue(alarm().orElseThrow().cause().text().endsWith("30.0, fallen by 2.5 within 1 min"));
    }

    @Test
    public void rate_overAGap_isNoChange() {
        put(rule(
                new AlarmRule.Rate(
                        new AlarmRule.Limits(OptionalDouble.empty(), OptionalDouble.of(3), 0), Duration.ofMinutes(1)),
                0,
                0,
                AlarmPriority.MEDIUM));
        isFor(20, 5);
        isBad();
        scheduler.advance(Duration.ofSeconds(5));
        isFor(40, 5);
        assertEquals(List.of(), sink.words());
    }

    @Test
    public void mismatch_notAsTheOther_isAnAlarm() {
        put(rule(new AlarmRule.Mismatch(FAN), 10, 0, AlarmPriority.HIGH));
        fan(true);
        alarms.accept(batch(new PointValue.Bool(false), Quality.GOOD, clock));
        scheduler.advance(Duration.ofSeconds(9));
        assertEquals(List.of(), sink.words());
        scheduler.advance(Duration.ofSeconds(3));
        assertEquals(
                "device 1, object 1.analogInput.1: is false, but object 1.analogInput.3 is true",
                alarm().orElseThrow().cause().text());
        fan(false);
        scheduler.advance(Duration.ofSeconds(2));
        assertEquals(AlarmCondition.GONE, alarm().orElseThrow().condition());
    }

    private static AlarmRule whileTheFanRuns(AlarmRule.Offence offence, int delay, int hold) {
        return new AlarmRule(
                "x",
                POINT,
                offence,
                Duration.ofSeconds(delay),
                Duration.ZERO,
                AlarmPriority.MEDIUM,
                Optional.empty(),
                Optional.of(
                        new AlarmRule.SuppressWhen(FAN, new AlarmRule.States(Set.of(0)), Duration.ofSeconds(hold))));
    }

    @Test
    public void suppressWhen_thatIsSo_raisesNothing_norForTheHoldAfter_andEndsWhatThereIs() {
        put(whileTheFanRuns(LIMITS, 0, 20));
        isFor(5, 10);
        assertEquals("whether the fan runs is not known yet", List.of(), sink.words());
        fan(false);
        isFor(5, 30);
        fan(true);
        isFor(5, 19);
        assertEquals("within the hold", List.of(), sink.words());
        isFor(5, 4);
        assertEquals(List.of(ID + " raised"), sink.words());
        fan(false);
        isFor(5, 2);
        assertEquals(List.of(ID + " raised", ID + " cleared"), sink.words());
    }

    @Test
    public void suppressWhen_hold_goesOnOverARestart_andOverAChangeOfTheRule() {
        put(whileTheFanRuns(LIMITS, 0, 60));
        fan(false);
        isFor(5, 5);
        fan(true);
        isFor(5, 10);
        restart();
        fan(true);
        isFor(5, 20);
        put(whileTheFanRuns(new AlarmRule.Limits(OptionalDouble.of(9), OptionalDouble.empty(), 0), 0, 60));
        isFor(5, 25);
        assertEquals("within the hold", List.of(), sink.words());
        isFor(5, 8);
        assertEquals(List.of(ID + " raised"), sink.words());
    }

    /** When it was left nobody has seen, so the hold begins with the start. */
    @Test
    public void suppressWhen_leftWhileTheGatewayWasAway_holdsFromTheStart() {
        put(whileTheFanRuns(LIMITS, 0, 60));
        fan(false);
        isFor(5, 5);
        restart();
        fan(true);
        isFor(5, 58);
        assertEquals("within the hold", List.of(), sink.words());
        isFor(5, 5);
        assertEquals(List.of(ID + " raised"), sink.words());
    }

    @Test
    public void suppressWhen_ofAPointThatCannotBeRead_neitherEndsNorRaises() {
        put(whileTheFanRuns(LIMITS, 0, 0));
        fan(true);
        isFor(5, 3);
        alarms.accept(batch(FAN, PointValue.NULL, Quality.BAD, clock));
        isFor(20, 3);
        assertEquals(AlarmCondition.PRESENT, alarm().orElseThrow().condition());
        fan(true);
        isFor(20, 3);
        assertFalse(alarm().isPresent());
    }

    @Test
    public void suppressWhen_ofARuleForWhatIsStuck_beginsToCountAnew() {
        put(whileTheFanRuns(new AlarmRule.Stuck(), 60, 0));
        fan(true);
        isFor(21, 50);
        fan(false);
        isFor(21, 50);
        fan(true);
        isFor(21, 59);
        assertEquals(List.of(), sink.words());
        isFor(21, 5);
        assertEquals(List.of(ID + " raised"), sink.words());
    }

    @Test
    public void rule_changed_judgesAtOnce_andRemoved_isOver() {
        put(rule(LIMITS, 0, 0, AlarmPriority.MEDIUM));
        is(25);
        scheduler.advance(Duration.ofSeconds(2));
        assertEquals(List.of(), sink.words());
        put(rule(new AlarmRule.Limits(OptionalDouble.empty(), OptionalDouble.of(24), 0), 0, 0, AlarmPriority.MEDIUM));
        scheduler.advance(Duration.ofSeconds(1));
        assertEquals(1, alarm().orElseThrow().onset().occurrence());
        change(new SiteChange.AlarmRules(List.of(), Set.of(new AlarmId(ID))));
        scheduler.advance(Duration.ofSeconds(1));
        assertFalse(alarm().isPresent());
    }

    private static AlarmRule latching(AlarmRule rule) {
        return new AlarmRule(
                rule.name(),
                rule.pointId(),
                rule.offence(),
                rule.delay(),
                rule.clearDelay(),
                rule.priority(),
                rule.text(),
                rule.suppressWhen(),
                true);
    }

    @Test
    public void latching_whatIsGone_staysAcknowledgedAndOverARestart_untilItIsResolved() {
        put(latching(rule(LIMITS, 0, 0, AlarmPriority.HIGH)));
        isFor(31, 2);
        assertEquals(
                Optional.of(ErrorCode.STILL_ACTIVE),
                change(new AlarmAction.Resolve(false), ID).failure().map(Failure::code));
        isFor(20, 2);
        assertEquals(List.of(ID + " raised", ID + " cleared"), sink.words());
        change(new AlarmAction.Acknowledge(), ID);
        restart();
        isFor(20, 2);
        Alarm seen = alarm().orElseThrow();
        assertEquals(AlarmCondition.GONE, seen.condition());
        assertFalse(seen.awaitsAcknowledgement());
        isFor(31, 2);
        assertTrue("it has come again", alarm().orElseThrow().awaitsAcknowledgement());
        isFor(20, 2);
        change(new AlarmAction.Resolve(false), ID);
        assertFalse(alarm().isPresent());
    }

    @Test
    public void latching_saidWhileItIsThere_holdsAtOnce() {
        AlarmRule rule = rule(LIMITS, 0, 0, AlarmPriority.LOW);
        put(rule);
        isFor(31, 2);
        put(latching(rule));
        isFor(20, 2);
        assertEquals(AlarmCondition.GONE, alarm().orElseThrow().condition());
        isFor(31, 2);
        put(rule);
        isFor(20, 2);
        assertFalse(alarm().isPresent());
    }

    @Test
    public void latching_goneWithItsRule_staysUntilItIsResolved() {
        put(latching(rule(LIMITS, 0, 0, AlarmPriority.LOW)));
        isFor(31, 2);
        change(new SiteChange.AlarmRules(List.of(), Set.of(new AlarmId(ID))));
        scheduler.advance(Duration.ofSeconds(1));
        assertEquals(AlarmCondition.GONE, alarm().orElseThrow().condition());
        change(new AlarmAction.Resolve(false), ID);
        assertFalse(alarm().isPresent());
    }

    @Test
    public void rule_ofASilentDevice_isAnEffect() {
        put(rule(LIMITS, 0, 0, AlarmPriority.MEDIUM));
        answers(false);
        scheduler.advance(Duration.ofSeconds(65));
        is(31);
        scheduler.advance(Duration.ofSeconds(2));
        assertEquals(List.of("1.device raised", ID + " raised quietly"), sink.words());
    }

    /** Each thread has a point of its own that comes and goes; what they judge meanwhile loses nothing. */
    @Test
    public void storm_fromSeveralThreads_raisesEachPointsAlarmOnce() throws Exception {
        int points = 200;
        sites.preset(Devices.site(Devices.device(1, points, INTERVAL)));
        List<AlarmRule> rules = new ArrayList<>();
        IntStream.rangeClosed(1, points)
                .forEach(i -> rules.add(new AlarmRule(
                        "x",
                        Devices.point(1, i),
                        LIMITS,
                        Duration.ZERO,
                        Duration.ZERO,
                        AlarmPriority.HIGH,
                        Optional.empty())));
        change(new SiteChange.AlarmRules(rules, Set.of()));
        ExecutorService readers = Executors.newFixedThreadPool(4);
        for (int i = 1; i <= points; i++) {
            PointId point = Devices.point(1, i);
            readers.execute(() -> IntStream.range(0, 500)
                    .mapToObj(n -> new Sample(
                            point,
                            new PointValue.Real(n == 250 ? 99 : 20),
                            Quality.GOOD,
                            Set.of(),
                            ManualClock.START,
                            INTERVAL))
                    .forEach(sample -> alarms.accept(new SampleBatch(List.of(sample)))));
        }
        readers.shutdown();
        assertTrue(readers.awaitTermination(30, TimeUnit.SECONDS));
        scheduler.advance(Duration.ofSeconds(3));
        assertEquals(
                points,
                sink.words().stream().filter(word -> word.endsWith(" raised")).count());
        assertEquals(points, sink.newest().summary().active());
    }
}

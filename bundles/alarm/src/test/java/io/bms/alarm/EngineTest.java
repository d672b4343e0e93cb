// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import static io.bms.alarm.AlarmSource.Sight.GONE;
import static io.bms.alarm.AlarmSource.Sight.PENDING;
import static io.bms.alarm.AlarmSource.Sight.UNKNOWN;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.alarm.ActiveAlarms;
import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmAction;
import io.bms.api.alarm.AlarmCause;
import io.bms.api.alarm.AlarmCondition;
import io.bms.api.alarm.AlarmEvent.Type;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.command.CommandResult;
import io.bms.api.status.StatusItem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.Test;

public class EngineTest {
    private static final AlarmAction ACKNOWLEDGE = new AlarmAction.Acknowledge();
    private static final String MAINTENANCE = Fixture.DEVICE + ".maintenance";
    private static final AlarmAction RESOLVE = new AlarmAction.Resolve(false);

    private final Fixture it = new Fixture();

    private static Optional<ErrorCode> code(CommandResult result) {
        return result.failure().map(failure -> failure.code());
    }

    @Test
    public void cause_comesAndGoes_isOneAlarmThatIsOver() {
        it.source.present("gateway.a", AlarmPriority.MEDIUM);
        it.look();
        Alarm raised = it.alarm("gateway.a").orElseThrow();
        assertEquals(1, raised.onset().occurrence());
        assertEquals(AlarmCondition.PRESENT, raised.condition());
        it.look();
        assertSame(
                "unchanged, so the same object", raised, it.alarm("gateway.a").orElseThrow());
        it.source.absent("gateway.a", GONE);
        it.look();
        assertEquals(Optional.empty(), it.alarm("gateway.a"));
        assertEquals(List.of(Type.RAISED, Type.CLEARED), it.events("gateway.a"));
    }

    @Test
    public void high_gone_staysUntilAcknowledged() {
        it.source.present("gateway.a", AlarmPriority.HIGH);
        it.look();
        it.source.absent("gateway.a", GONE);
        it.look();
        assertEquals(AlarmCondition.GONE, it.alarm("gateway.a").orElseThrow().condition());
        assertEquals(1, it.engine.current().summary().unacknowledged());
        assertEquals(Optional.empty(), code(it.change(ACKNOWLEDGE, "gateway.a")));
        assertEquals(Optional.empty(), it.alarm("gateway.a"));
    }

    @Test
    public void acknowledged_present_staysAndSaysWho() {
        it.source.present("gateway.a", AlarmPriority.HIGH);
        it.look();
        it.change(ACKNOWLEDGE, "gateway.a");
        it.change(ACKNOWLEDGE, "gateway.a");
        assertEquals(
                "anna",
                it.alarm("gateway.a")
                        .orElseThrow()
                        .attention()
                        .acknowledgement()
                        .orElseThrow()
                        .by());
        assertEquals("twice is once", List.of(Type.RAISED, Type.ACKNOWLEDGED), it.events("gateway.a"));
        it.source.absent("gateway.a", GONE);
        it.look();
        assertEquals(Optional.empty(), it.alarm("gateway.a"));
    }

    @Test
    public void acknowledge_whatCameAgainSinceItWasSeen_isConflict() {
        it.source.present("gateway.a", AlarmPriority.HIGH);
        it.look();
        OptionalLong seen = OptionalLong.of(it.alarm("gateway.a").orElseThrow().seq());
        it.source.absent("gateway.a", GONE);
        it.look();
        it.source.present("gateway.a", AlarmPriority.HIGH);
        it.look();
        assertEquals(Optional.of(ErrorCode.CONFLICT), code(it.change(ACKNOWLEDGE, "gateway.a", seen)));
        Alarm now = it.alarm("gateway.a").orElseThrow();
        assertTrue(now.awaitsAcknowledgement());
        assertEquals(2, now.onset().occurrence());
        assertEquals(Optional.empty(), code(it.change(ACKNOWLEDGE, "gateway.a", OptionalLong.of(now.seq()))));
    }

    @Test
    public void acknowledge_whatAnotherHasNoted_isNoConflict() {
        it.source.present("gateway.a", AlarmPriority.HIGH);
        it.look();
        OptionalLong seen = OptionalLong.of(it.alarm("gateway.a").orElseThrow().seq());
        it.change(new AlarmAction.Note(), "gateway.a");
        assertEquals(Optional.empty(), code(it.change(ACKNOWLEDGE, "gateway.a", seen)));
    }

    @Test
    public void acknowledge_numberThatItNeverHad_isConflict() {
        it.source.present("gateway.a", AlarmPriority.HIGH);
        it.look();
        assertEquals(
                Optional.of(ErrorCode.CONFLICT), code(it.change(ACKNOWLEDGE, "gateway.a", OptionalLong.of(41_273))));
    }

    @Test
    public void change_unknownAlarm_isSaid() {
        assertEquals(Optional.of(ErrorCode.UNKNOWN_ALARM), code(it.change(ACKNOWLEDGE, "gateway.a")));
    }

    @Test
    public void resolve_present_isRefused() {
        it.source.present("gateway.a", AlarmPriority.LOW);
        it.look();
        assertEquals(Optional.of(ErrorCode.STILL_ACTIVE), code(it.change(RESOLVE, "gateway.a")));
        assertTrue(it.alarm("gateway.a").isPresent());
    }

    @Test
    public void latching_goneAndAcknowledged_staysUntilResolved() {
        it.source.present("gateway.a", AlarmPriority.HIGH, true);
        it.look();
        it.change(ACKNOWLEDGE, "gateway.a");
        it.source.absent("gateway.a", GONE);
        it.look();
        assertTrue(it.alarm("gateway.a").isPresent());
        assertEquals(Optional.empty(), code(it.change(RESOLVE, "gateway.a")));
        assertEquals(Optional.empty(), it.alarm("gateway.a"));
    }

    @Test
    public void unknown_neitherEndsNorRaises_andIsResolvedByForceOnly() {
        it.source.present("gateway.a", AlarmPriority.MEDIUM);
        it.look();
        it.source.absent("gateway.a", UNKNOWN);
        it.look();
        assertEquals(AlarmCondition.UNKNOWN, it.alarm("gateway.a").orElseThrow().condition());
        assertEquals(Optional.of(ErrorCode.STILL_ACTIVE), code(it.change(RESOLVE, "gateway.a")));
        it.source.present("gateway.a", AlarmPriority.MEDIUM);
        it.look();
        assertEquals(1, it.alarm("gateway.a").orElseThrow().onset().occurrence());
        it.source.absent("gateway.a", UNKNOWN);
        it.look();
        assertEquals(Optional.empty(), code(it.change(new AlarmAction.Resolve(true), "gateway.a")));
        it.look();
        assertEquals(Optional.empty(), it.alarm("gateway.a"));
        assertEquals(
                List.of(Type.RAISED, Type.UNKNOWN, Type.CONFIRMED, Type.UNKNOWN, Type.RESOLVED),
                it.events("gateway.a"));
    }

    @Test
    public void pending_keepsWhatIs_andRaisesNothing() {
        it.source.absent("gateway.a", PENDING);
        it.look();
        assertEquals(List.of(), it.events("gateway.a"));
        it.source.present("gateway.a", AlarmPriority.MEDIUM);
        it.look();
        it.source.absent("gateway.a", PENDING);
        it.lookAfter(Duration.ofHours(1));
        assertEquals(List.of(Type.RAISED), it.events("gateway.a"));
    }

    @Test
    public void shelved_comesAgainQuietly_untilTheShelfEnds() {
        it.source.present("gateway.a", AlarmPriority.MEDIUM);
        it.look();
        it.change(new AlarmAction.Shelve(Duration.ofMinutes(15)), "gateway.a");
        it.source.absent("gateway.a", GONE);
        it.look();
        it.source.present("gateway.a", AlarmPriority.MEDIUM);
        it.look();
        assertTrue(it.alarm("gateway.a").orElseThrow().isQuiet());
        assertTrue(it.store.events().get(it.store.events().size() - 1).quiet());
        assertEquals(1, it.engine.current().summary().shelved());
        assertEquals(Optional.empty(), it.engine.current().summary().worst());
        it.lookAfter(Duration.ofMinutes(15));
        assertFalse(it.alarm("gateway.a").orElseThrow().isQuiet());
        assertEquals(
                List.of(Type.RAISED, Type.SHELVED, Type.CLEARED, Type.RAISED, Type.UNSHELVED), it.events("gateway.a"));
    }

    @Test
    public void shelve_criticalForLongerThanADay_isRefused() {
        it.source.present("gateway.a", AlarmPriority.CRITICAL);
        it.look();
        assertEquals(
                Optional.of(ErrorCode.OUT_OF_RANGE),
                code(it.change(new AlarmAction.Shelve(Duration.ofHours(25)), "gateway.a")));
        assertEquals(Optional.empty(), code(it.change(new AlarmAction.Shelve(Duration.ofHours(24)), "gateway.a")));
        assertEquals(Optional.empty(), code(it.change(new AlarmAction.Shelve(Duration.ZERO), "gateway.a")));
        assertFalse(it.alarm("gateway.a").orElseThrow().isQuiet());
    }

    @Test
    public void chattering_isOneLine_untilItIsCalm() {
        for (int onset = 0; onset < 3; onset++) {
            it.source.present("gateway.a", AlarmPriority.MEDIUM);
            it.look();
            it.source.absent("gateway.a", GONE);
            it.look();
        }
        assertTrue(it.alarm("gateway.a").orElseThrow().chattering());
        int events = it.store.events().size();
        for (int again = 0; again < 20; again++) {
            it.source.present("gateway.a", AlarmPriority.MEDIUM);
            it.look();
            it.source.absent("gateway.a", GONE);
            it.lookAfter(Duration.ofSeconds(50));
        }
        assertEquals(
                "its coming and going is not told", events, it.store.events().size());
        it.lookAfter(Lifecycle.CALM);
        assertEquals(Optional.empty(), it.alarm("gateway.a"));
    }

    @Test
    public void chattering_standing_isCalmAfterTenMinutes() {
        for (int onset = 0; onset < 3; onset++) {
            it.source.present("gateway.a", AlarmPriority.MEDIUM);
            it.look();
            it.source.absent("gateway.a", GONE);
            it.look();
        }
        it.source.present("gateway.a", AlarmPriority.MEDIUM);
        it.look();
        assertTrue(it.alarm("gateway.a").orElseThrow().chattering());
        it.lookAfter(Lifecycle.CHATTER_SPAN);
        assertFalse(it.alarm("gateway.a").orElseThrow().chattering());
    }

    @Test
    public void flood_moreThanTenInTenMinutes_untilFewerThanFive() {
        for (int i = 0; i < 10; i++) {
            it.source.present("gateway." + i, AlarmPriority.LOW);
        }
        it.look();
        assertFalse(it.engine.current().summary().flood());
        it.source.present("gateway.one-more", AlarmPriority.LOW);
        it.look();
        assertTrue(it.engine.current().summary().flood());
        it.restart();
        assertTrue("over a restart", it.engine.current().summary().flood());
        it.lookAfter(Onsets.SPAN);
        assertFalse(it.engine.current().summary().flood());
        assertEquals(0, it.engine.current().summary().onsetsInTenMinutes());
    }

    @Test
    public void text_thatKeepsChanging_isToldOnceAMinute() {
        it.source.present("gateway.a", AlarmPriority.MEDIUM);
        it.look();
        Alarm first = it.alarm("gateway.a").orElseThrow();
        it.source.present(new AlarmCause(
                first.id(), first.cause().kind(), first.cause().deviceId(), AlarmPriority.MEDIUM, "12 MB are free"));
        it.look();
        assertSame(first, it.alarm("gateway.a").orElseThrow());
        it.lookAfter(Refreshes.SPAN);
        assertEquals(
                "12 MB are free", it.alarm("gateway.a").orElseThrow().cause().text());
        assertEquals(List.of(Type.RAISED), it.events("gateway.a"));
    }

    /** As after a start: all of them at once would hold up an alarm that comes then. */
    @Test
    public void texts_ofMany_areToldAnewAPartAtATime_andAllOfThemInTheEnd() {
        int alarms = 40 * Refreshes.LEAST;
        IntStream.range(0, alarms).forEach(i -> it.source.present("gateway.a" + i, AlarmPriority.MEDIUM));
        it.look();
        it.restart();
        Map<AlarmId, Alarm> before = it.engine.current().alarms();
        it.source
                .look()
                .forEach(cause -> it.source.present(new AlarmCause(
                        cause.id(), cause.kind(), cause.deviceId(), AlarmPriority.MEDIUM, "12 MB are free")));
        it.lookAfter(Refreshes.SPAN);
        assertEquals(alarms / 30, changed(before));
        it.lookAfter(Duration.ZERO);
        assertEquals("what else is looked at meanwhile", alarms / 30, changed(before));
        IntStream.range(0, 30).forEach(second -> it.look());
        assertEquals(alarms, changed(before));
    }

    private long changed(Map<AlarmId, Alarm> before) {
        return it.engine.current().alarms().values().stream()
                .filter(alarm -> before.get(alarm.id()) != alarm)
                .count();
    }

    @Test
    public void diskFull_nothingIsSaidUntilItIsStored() {
        it.source.present("gateway.a", AlarmPriority.HIGH);
        it.look();
        ActiveAlarms before = it.engine.current();
        it.store.full(true);
        it.source.absent("gateway.a", GONE);
        it.source.present("gateway.b", AlarmPriority.HIGH);
        it.look();
        assertSame(before, it.engine.current());
        CommandResult refused = it.change(ACKNOWLEDGE, "gateway.a");
        assertEquals(Optional.of(ErrorCode.INTERNAL), code(refused));
        assertTrue(it.alarm("gateway.a").orElseThrow().awaitsAcknowledgement());
        assertEquals(
                StoreProblems.NOT_STORED,
                ((StatusItem.Problem) it.problems.current().get(0)).code());
        it.store.full(false);
        it.look();
        assertEquals(List.of(), it.problems.current());
        assertEquals(AlarmCondition.GONE, it.alarm("gateway.a").orElseThrow().condition());
        assertTrue(it.alarm("gateway.b").isPresent());
        assertEquals(3, it.engine.lastEvent());
    }

    @Test
    public void diskFull_forARequestOnly_isSeenToBeOver() {
        it.source.present("gateway.a", AlarmPriority.HIGH);
        it.look();
        it.store.full(true);
        it.change(ACKNOWLEDGE, "gateway.a");
        it.look();
        assertEquals(1, it.problems.current().size());
        it.store.full(false);
        it.look();
        assertEquals(List.of(), it.problems.current());
    }

    @Test
    public void clock_putBack_raisesAndEndsNothing() {
        it.source.present("gateway.a", AlarmPriority.MEDIUM);
        it.look();
        it.clock.advance(Duration.ofHours(-1));
        it.look();
        assertEquals(List.of(Type.RAISED), it.events("gateway.a"));
    }

    private void deviceIsWrong() {
        deviceIs("wrong", AlarmPriority.MEDIUM);
        it.look();
    }

    private void deviceIs(String what, AlarmPriority priority) {
        it.source.present(new AlarmCause(
                new AlarmId("1001." + what),
                it.source.kind(),
                OptionalInt.of(Fixture.DEVICE),
                priority,
                "something is wrong"));
    }

    @Test
    public void maintenance_quietensTheDevice_untilItEnds_alsoOverARestart() {
        deviceIsWrong();
        it.source.present("gateway.a", AlarmPriority.MEDIUM);
        it.look();
        assertEquals(Optional.empty(), code(it.change(new AlarmAction.Shelve(Duration.ofHours(2)), MAINTENANCE)));
        it.look();
        it.restart();
        it.look();
        Alarm wrong = it.alarm("1001.wrong").orElseThrow();
        assertEquals(Optional.of(new AlarmId(MAINTENANCE)), wrong.attention().suppressedBy());
        assertFalse("another's", it.alarm("gateway.a").orElseThrow().isQuiet());
        Alarm maintenance = it.alarm(MAINTENANCE).orElseThrow();
        assertTrue("nobody is disturbed by it", maintenance.isQuiet());
        assertEquals(
                it.clock.instant().plus(Duration.ofHours(2)).minusSeconds(2),
                maintenance.attention().shelf().orElseThrow().until());
        it.lookAfter(Duration.ofHours(2));
        assertEquals(Optional.empty(), it.alarm(MAINTENANCE));
        assertTrue(
                "devices are asked again", it.alarm("1001.wrong").orElseThrow().isQuiet());
        it.lookAfter(Suppression.AFTERMATH);
        assertFalse(it.alarm("1001.wrong").orElseThrow().isQuiet());
        assertEquals(List.of(Type.RAISED, Type.SHELVED, Type.CLEARED, Type.UNSHELVED), it.events(MAINTENANCE));
        assertEquals(List.of(Type.RAISED, Type.SUPPRESSED, Type.RELEASED), it.events("1001.wrong"));
    }

    @Test
    public void maintenance_forDays_quietensWhatIsCriticalForOneDay_andForAnotherIfSaidAgain() {
        AlarmAction week = new AlarmAction.Shelve(Duration.ofDays(7));
        deviceIs("burns", AlarmPriority.CRITICAL);
        it.change(week, MAINTENANCE);
        it.lookAfter(Duration.ofHours(23));
        assertTrue(it.alarm("1001.burns").orElseThrow().isQuiet());
        it.lookAfter(Duration.ofHours(1));
        assertFalse(it.alarm("1001.burns").orElseThrow().isQuiet());
        it.change(week, MAINTENANCE);
        it.look();
        assertTrue(it.alarm("1001.burns").orElseThrow().isQuiet());
        it.lookAfter(Duration.ofDays(1));
        it.change(new AlarmAction.Shelve(Duration.ZERO), MAINTENANCE);
        it.look();
        assertFalse(
                "told once, it stays so at the end",
                it.alarm("1001.burns").orElseThrow().isQuiet());
        assertEquals(List.of(Type.RAISED, Type.RELEASED, Type.SUPPRESSED, Type.RELEASED), it.events("1001.burns"));
    }

    @Test
    public void maintenance_saidAgain_andEndedSoon_holdsWhatIsCriticalForTheAftermathToo() {
        AlarmAction week = new AlarmAction.Shelve(Duration.ofDays(7));
        deviceIs("burns", AlarmPriority.CRITICAL);
        it.change(week, MAINTENANCE);
        it.lookAfter(Duration.ofDays(2));
        it.change(week, MAINTENANCE);
        it.look();
        it.lookAfter(Duration.ofHours(2));
        it.change(new AlarmAction.Shelve(Duration.ZERO), MAINTENANCE);
        it.lookAfter(Duration.ofMinutes(1));
        assertTrue(it.alarm("1001.burns").orElseThrow().isQuiet());
        it.lookAfter(Suppression.AFTERMATH);
        assertFalse(it.alarm("1001.burns").orElseThrow().isQuiet());
    }

    @Test
    public void maintenance_longerAndEndedBySomebody_saysWho() {
        it.change(new AlarmAction.Shelve(Duration.ofMinutes(15)), MAINTENANCE);
        it.change(new AlarmAction.Shelve(Duration.ofDays(7)), MAINTENANCE);
        it.lookAfter(Duration.ofDays(6));
        assertTrue(it.alarm(MAINTENANCE).isPresent());
        assertEquals(Optional.of(ErrorCode.STILL_ACTIVE), code(it.change(RESOLVE, MAINTENANCE)));
        assertEquals(Optional.empty(), code(it.change(new AlarmAction.Shelve(Duration.ZERO), MAINTENANCE)));
        assertEquals(Optional.empty(), it.alarm(MAINTENANCE));
        assertTrue(it.store.events().stream()
                .allMatch(event -> event.signature().orElseThrow().by().equals("anna")));
        it.change(new AlarmAction.Shelve(Duration.ofMinutes(15)), MAINTENANCE);
        assertEquals(2, it.alarm(MAINTENANCE).orElseThrow().onset().occurrence());
    }

    @Test
    public void maintenance_ofNoDeviceOfTheSite_orNotToBegin_isUnknown() {
        AlarmAction hour = new AlarmAction.Shelve(Duration.ofHours(1));
        for (String id :
                List.of("1002.maintenance", "01001.maintenance", "9999999.maintenance", "1001.maintenance.x")) {
            assertEquals(id, Optional.of(ErrorCode.UNKNOWN_ALARM), code(it.change(hour, id)));
        }
        assertEquals(Optional.of(ErrorCode.UNKNOWN_ALARM), code(it.change(ACKNOWLEDGE, MAINTENANCE)));
        assertEquals(
                Optional.of(ErrorCode.UNKNOWN_ALARM),
                code(it.change(new AlarmAction.Shelve(Duration.ZERO), MAINTENANCE)));
        assertEquals(List.of(), it.store.events());
    }
}

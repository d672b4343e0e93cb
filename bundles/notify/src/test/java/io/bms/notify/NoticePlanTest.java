// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmCondition;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmPriority;
import io.bms.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.Test;

/** Who hears what, and when. */
public class NoticePlanTest {
    private static final Instant START = ManualClock.START;

    private final Map<AlarmId, Heard> heard = new HashMap<>();
    private NoticeRoute.Terms terms = Told.TERMS;
    private Optional<Instant> last = Optional.empty();
    private boolean flood;

    /** What is said after so many seconds, as in {@code "+1.device"}; it is heard. */
    private List<String> after(long seconds, Alarm... alarms) {
        Instant now = START.plusSeconds(seconds);
        NoticePlan plan = NoticePlan.of(terms, Told.active(flood, List.of(alarms)), heard, last, now);
        plan.heard(now).forEach(one -> heard.put(one.id(), one));
        plan.over().forEach(one -> heard.remove(one.id()));
        plan.forgotten().forEach(one -> heard.remove(one.id()));
        if (!plan.saysNothing()) {
            last = Optional.of(now);
        }
        List<String> words = new ArrayList<>();
        plan.raised().forEach(alarm -> words.add("+" + alarm.id()));
        plan.repeated().forEach(alarm -> words.add("=" + alarm.id()));
        plan.over().forEach(one -> words.add("-" + one.id()));
        return words;
    }

    private static Alarm alarm(String id) {
        return Told.alarm(id, AlarmPriority.HIGH, 1, START);
    }

    private static Alarm alarm(String id, AlarmPriority priority, int second) {
        return Told.alarm(id, priority, 1, START.plusSeconds(second));
    }

    @Test
    public void alarm_isToldAfterTheWait_once_andItsEnd() {
        assertEquals(List.of(), after(29, alarm("1.device")));
        assertEquals(List.of("+1.device"), after(30, alarm("1.device")));
        assertEquals(List.of(), after(31, alarm("1.device")));
        assertEquals("a pause between two notices", List.of(), after(100));
        assertEquals(List.of("-1.device"), after(330));
        assertEquals(List.of(), after(1_000));
    }

    @Test
    public void alarm_thatWentWithinTheWait_isNotTold_norItsEnd() {
        assertEquals(List.of(), after(10, alarm("1.device")));
        assertEquals(List.of(), after(60));
    }

    @Test
    public void gone_thatWaitsForAnAcknowledgement_isTheEnd() {
        after(30, alarm("1.device"));
        Alarm gone = alarm("1.device").is(AlarmCondition.GONE, Optional.of(START.plusSeconds(400)));
        assertEquals(List.of("-1.device"), after(400, gone));
        assertEquals(List.of(), after(2_000, gone));
    }

    @Test
    public void unknown_isNeitherToldNorAnEnd() {
        Alarm unknown = alarm("1.device").is(AlarmCondition.UNKNOWN, Optional.empty());
        assertEquals(List.of(), after(60, unknown));
        after(90, alarm("1.device"));
        assertEquals(List.of(), after(900, unknown));
    }

    @Test
    public void quietOnes_andThoseOfLittlePriority_areNotTold() {
        Alarm effect = alarm("1.unreadable").suppressed(Optional.of(new AlarmId("1.device")));
        Alarm shelved = alarm("2.device").shelved(Optional.of(new Alarm.Shelf(START.plusSeconds(9_000), Told.anna())));
        assertEquals(List.of(), after(60, effect, shelved, alarm("3.device", AlarmPriority.LOW, 0)));
        assertEquals(List.of("+1.unreadable"), after(70, alarm("1.unreadable"), shelved));
    }

    @Test
    public void severalAtOnce_areOneNotice_theWorstFirst() {
        assertEquals(
                List.of("+2.device", "+1.device"),
                after(60, alarm("1.device", AlarmPriority.MEDIUM, 0), alarm("2.device", AlarmPriority.HIGH, 5)));
    }

    @Test
    public void critical_doesNotWaitForThePause_butInAFlood() {
        after(30, alarm("1.device"));
        Alarm fire = alarm("2.fire", AlarmPriority.CRITICAL, 40);
        flood = true;
        assertEquals(List.of(), after(70, alarm("1.device"), fire));
        flood = false;
        assertEquals(List.of("+2.fire"), after(71, alarm("1.device"), fire));
    }

    @Test
    public void flood_isTwoNoticesInTenMinutes() {
        flood = true;
        int notices = 0;
        for (int second = 0; second < 600; second++) {
            int now = second;
            Alarm[] all = IntStream.range(0, Math.min(1_000, 10 * second))
                    .mapToObj(i -> alarm(i + ".device", AlarmPriority.CRITICAL, Math.min(now, i / 10)))
                    .toArray(Alarm[]::new);
            notices += after(second, all).isEmpty() ? 0 : 1;
        }
        assertEquals(2, notices);
        assertEquals(1_000, heard.size());
    }

    @Test
    public void comesAgain_isToldAgain_butWhileItChatters() {
        after(30, alarm("1.device"));
        Alarm again = Told.alarm("1.device", AlarmPriority.HIGH, 2, START.plusSeconds(400));
        assertEquals(List.of("+1.device"), after(430, again));
        Alarm third = Told.alarm("1.device", AlarmPriority.HIGH, 3, START.plusSeconds(800));
        assertEquals(List.of(), after(900, third.chattering(true)));
        assertEquals(List.of("-1.device"), after(1_300));
    }

    @Test
    public void repeat_untilSomebodyAcknowledges() {
        after(30, alarm("1.device"));
        long later = 30 + Duration.ofHours(4).toSeconds();
        assertEquals(List.of(), after(later - 1, alarm("1.device")));
        assertEquals(List.of("=1.device"), after(later, alarm("1.device")));
        assertEquals(List.of(), after(3 * later, alarm("1.device").acknowledged(Told.anna())));
    }

    @Test
    public void quietHours_onlyTheCritical_andTheRestAfterThemInOne() {
        QuietHours night = QuietHours.parse("22:00-06:00", ZoneOffset.UTC);
        terms = new NoticeRoute.Terms(
                terms.least(),
                terms.delay(),
                terms.pause(),
                terms.repeat(),
                Optional.of(night),
                Optional.empty(),
                Optional.empty());
        assertTrue("a day begins at midnight here", night.contain(START));
        assertEquals(List.of(), after(60, alarm("1.device")));
        Alarm fire = alarm("2.fire", AlarmPriority.CRITICAL, 100);
        assertEquals(List.of("+2.fire"), after(200, alarm("1.device"), fire));
        int six = 6 * 3_600;
        assertEquals(List.of("-2.fire"), after(6_000, alarm("1.device")));
        assertEquals(List.of(), after(six - 1, alarm("1.device"), alarm("3.device", AlarmPriority.HIGH, 7_000)));
        assertEquals(
                List.of("+1.device", "+3.device"),
                after(six, alarm("1.device"), alarm("3.device", AlarmPriority.HIGH, 7_000)));
    }

    @Test
    public void escalation_onlyWhatNobodyAcknowledges() {
        terms = terms.unacknowledgedFor(Duration.ofMinutes(15));
        Alarm seen = alarm("2.device").acknowledged(Told.anna());
        Alarm needsNone = alarm("3.device", AlarmPriority.MEDIUM, 0);
        assertEquals(List.of(), after(899, alarm("1.device"), seen, needsNone));
        assertEquals(List.of("+1.device"), after(900, alarm("1.device"), seen, needsNone));
        assertEquals("who heard that it came", List.of("-1.device"), after(2_000, seen, needsNone));
    }

    @Test
    public void whatWasThereBefore_isNotTold_norItsEnd_butWhenItComesAgain() {
        heard.put(new AlarmId("1.device"), Heard.of(alarm("1.device"), START, true));
        assertEquals(List.of(), after(60, alarm("1.device")));
        assertEquals(List.of(), after(120));
        assertTrue(heard.isEmpty());
        assertEquals(
                List.of("+1.device"),
                after(400, Told.alarm("1.device", AlarmPriority.HIGH, 2, START.plusSeconds(300))));
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import io.bms.api.alarm.ActiveAlarms;
import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmCondition;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmPriority;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a route has to hear now: of all alarms together, the worst first. Whoever heard that one came hears that it
 * went. What is put aside, or but an effect, is not told; what came and went within the wait is not either.
 *
 * @param raised came
 * @param repeated are still there, and nobody has acknowledged them
 * @param over went
 * @param forgotten went, of which nothing is said
 */
record NoticePlan(List<Alarm> raised, List<Alarm> repeated, List<Heard> over, List<Heard> forgotten) {
    private static final Comparator<Alarm> WORST_FIRST = Comparator.comparing(
                    (Alarm alarm) -> alarm.cause().priority())
            .thenComparing(alarm -> alarm.onset().at());

    /**
     * @param heard what the route has heard of, by alarm
     * @param last when it was told something last
     */
    static NoticePlan of(
            NoticeRoute.Terms terms,
            ActiveAlarms active,
            Map<AlarmId, Heard> heard,
            Optional<Instant> last,
            Instant now) {
        boolean quietTime = terms.quiet().filter(hours -> hours.contain(now)).isPresent();
        List<Alarm> raised = active.alarms().values().stream()
                .filter(alarm ->
                        isWanted(alarm, terms, now) && passes(alarm.cause().priority(), quietTime))
                .filter(alarm -> isNews(alarm, heard.get(alarm.id())))
                .sorted(WORST_FIRST)
                .toList();
        List<Alarm> repeated = active.alarms().values().stream()
                .filter(alarm ->
                        isWanted(alarm, terms, now) && passes(alarm.cause().priority(), quietTime))
                .filter(alarm -> alarm.attention().acknowledgement().isEmpty())
                .filter(alarm -> isDueAgain(heard.get(alarm.id()), terms.repeat(), now) && !raised.contains(alarm))
                .sorted(WORST_FIRST)
                .toList();
        List<Heard> gone = heard.values().stream()
                .filter(one -> isOver(active.alarms().get(one.id())))
                .sorted(Comparator.comparing(Heard::priority).thenComparing(Heard::id))
                .toList();
        List<Heard> over = gone.stream()
                .filter(one -> !one.silently() && passes(one.priority(), quietTime))
                .toList();
        NoticePlan all = new NoticePlan(
                raised, repeated, over, gone.stream().filter(Heard::silently).toList());
        boolean paused = last.filter(at -> now.isBefore(at.plus(all.pause(terms, active))) && !now.isBefore(at))
                .isPresent();
        return paused ? new NoticePlan(List.of(), List.of(), List.of(), all.forgotten()) : all;
    }

    /** What is critical waits no longer than what came with it, but for a flood. */
    private Duration pause(NoticeRoute.Terms terms, ActiveAlarms active) {
        boolean urgent = raised.stream().anyMatch(alarm -> alarm.cause().priority() == AlarmPriority.CRITICAL);
        return urgent && !active.summary().flood() ? terms.delay() : terms.pause();
    }

    boolean saysNothing() {
        return raised.isEmpty() && repeated.isEmpty() && over.isEmpty();
    }

    /** What the route has heard, once this is said. */
    Stream<Heard> heard(Instant now) {
        return Stream.concat(raised.stream(), repeated.stream()).map(alarm -> Heard.of(alarm, now, false));
    }

    private static boolean isWanted(Alarm alarm, NoticeRoute.Terms terms, Instant now) {
        boolean late = terms.unacknowledgedFor().isEmpty() || alarm.awaitsAcknowledgement();
        Instant due = alarm.onset().at().plus(terms.unacknowledgedFor().orElse(terms.delay()));
        return alarm.condition() == AlarmCondition.PRESENT
                && !alarm.isQuiet()
                && terms.concern(alarm)
                && alarm.cause().priority().compareTo(terms.least()) <= 0
                && late
                // A clock that was put back does not hold it up.
                && (!now.isBefore(due) || now.isBefore(alarm.onset().at()));
    }

    private static boolean passes(AlarmPriority priority, boolean quietTime) {
        return !quietTime || priority == AlarmPriority.CRITICAL;
    }

    /** One that comes again and again is told once, until it has calmed down. */
    private static boolean isNews(Alarm alarm, Heard heard) {
        return heard == null || (heard.occurrence() != alarm.onset().occurrence() && !alarm.chattering());
    }

    private static boolean isDueAgain(Heard heard, Duration repeat, Instant now) {
        return heard != null && !repeat.isZero() && !now.isBefore(heard.at().plus(repeat));
    }

    private static boolean isOver(Alarm alarm) {
        return alarm == null || alarm.condition() == AlarmCondition.GONE;
    }
}

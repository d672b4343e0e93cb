// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.ErrorCode;
import io.bms.api.alarm.ActiveAlarms;
import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmEvent;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.alarm.AlarmRequest;
import io.bms.api.alarm.AlarmSummary;
import io.bms.api.command.CommandResult;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What has become of the alarms, step by step. A step is stored as a whole, and only then taken for true and told; one
 * that cannot be stored has not been, and the next look makes it anew. Thread: bms-alarm-engine; {@link #current}: any.
 */
final class Engine {
    private static final Duration FORGET_EACH = Duration.ofHours(1);
    /** The most events of the last ten minutes that are counted after a restart. */
    private static final int LATELY = 1_000;

    private final AlarmStore store;
    private final Lifecycle lifecycle;
    private final Deeds deeds;
    private final AlarmSettings settings;
    private final StoreProblems problems;
    private final Clock clock;
    private final Map<AlarmId, KeptAlarm> entries = new HashMap<>();
    private final Onsets onsets = new Onsets();
    private long lastEvent;
    private Instant forgotten = Instant.MIN;
    private volatile ActiveAlarms current;

    /** Loads what there was. */
    Engine(
            AlarmStore store,
            Lifecycle lifecycle,
            Deeds deeds,
            AlarmSettings settings,
            StoreProblems problems,
            Clock clock) {
        this.store = store;
        this.lifecycle = lifecycle;
        this.deeds = deeds;
        this.settings = settings;
        this.problems = problems;
        this.clock = clock;
        store.entries().forEach(entry -> entries.put(entry.alarm().id(), entry));
        lastEvent = store.lastEvent();
        List<AlarmEvent> lately = new ArrayList<>(store.newest(Optional.empty(), LATELY));
        lately.forEach(onsets::add);
        current = snapshot(active());
    }

    /** The active alarms, as they are stored. */
    ActiveAlarms current() {
        return current;
    }

    long lastEvent() {
        return lastEvent;
    }

    /** Somebody works on it, or did until just now. */
    boolean isUnderMaintenance(int device) {
        return Optional.ofNullable(entries.get(Maintenance.id(device)))
                .filter(entry -> Suppression.isOn(entry, clock.instant(), Suppression.AFTERMATH))
                .isPresent();
    }

    /** Takes in what the sources see. */
    void look() {
        Draft draft = draft();
        lifecycle.look(draft);
        if (draft.isEmpty() && problems.isFailing()) {
            probe();
        }
        stored(draft);
        forget();
    }

    /** What is kept of alarms of which a device has still to hear. */
    List<KeptAlarm> passing() {
        return entries.values().stream()
                .filter(entry -> !entry.passed().isEmpty())
                .toList();
    }

    /** A device will not take this acknowledgement; if that cannot be stored, it is sent and refused again. */
    void refused(AlarmId id, PassedAck ack, String why) {
        Draft draft = draft();
        draft.find(id)
                .filter(entry -> entry.passed().contains(ack))
                .ifPresent(entry -> DeviceAcks.refused(entry, ack, why, draft));
        stored(draft);
    }

    /** Carries out all of these, or none if it cannot be stored. */
    List<CommandResult> carryOut(List<AlarmRequest> requests) {
        Draft draft = draft();
        List<CommandResult> results = new ArrayList<>();
        requests.forEach(request -> results.add(deeds.carryOut(request, draft)));
        if (stored(draft)) {
            return results;
        }
        return requests.stream()
                .<CommandResult>map(request -> new CommandResult.Failed(
                        ErrorCode.INTERNAL,
                        "this could not be stored, and so was not done; free some of the gateway's disk and send it again with"
                                + " a new command_id"))
                .toList();
    }

    private Draft draft() {
        // As the disk keeps it, so that it is the same after a restart.
        return new Draft(entries, lastEvent, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    private boolean stored(Draft draft) {
        if (!draft.isEmpty()) {
            try {
                store.commit(draft.touched(), draft.events());
            } catch (UncheckedIOException e) {
                problems.failed(e);
                return false;
            }
            problems.worked();
            draft.touched().forEach(entry -> entries.put(entry.alarm().id(), entry));
            lastEvent += draft.events().size();
            draft.events().forEach(onsets::add);
        }
        ActiveAlarms now = snapshot(draft.isEmpty() ? current.alarms() : active());
        if (!draft.isEmpty() || !now.summary().equals(current.summary())) {
            current = now;
        }
        return true;
    }

    private Map<AlarmId, Alarm> active() {
        return entries.values().stream()
                .filter(KeptAlarm::active)
                .collect(Collectors.toMap(entry -> entry.alarm().id(), KeptAlarm::alarm));
    }

    private ActiveAlarms snapshot(Map<AlarmId, Alarm> active) {
        Instant now = clock.instant();
        Map<AlarmPriority, Integer> byPriority = new TreeMap<>();
        active.values().stream()
                .filter(alarm -> !alarm.isQuiet())
                .forEach(alarm -> byPriority.merge(alarm.cause().priority(), 1, Integer::sum));
        boolean flood = onsets.isFlood(now);
        return new ActiveAlarms(
                active,
                new AlarmSummary(
                        active.size(),
                        count(active, Alarm::awaitsAcknowledgement),
                        count(active, alarm -> alarm.attention().shelf().isPresent()),
                        count(active, alarm -> alarm.attention().suppressedBy().isPresent()),
                        byPriority,
                        onsets.count(now),
                        flood,
                        lastEvent),
                now);
    }

    private static int count(Map<AlarmId, Alarm> alarms, Predicate<Alarm> which) {
        return (int) alarms.values().stream().filter(which).count();
    }

    /** There is room again, though nothing is to be stored just now. */
    private void probe() {
        try {
            store.told(store.told());
            problems.worked();
        } catch (UncheckedIOException e) {
            problems.failed(e);
        }
    }

    private void forget() {
        Instant now = clock.instant();
        if (forgotten.isAfter(now.minus(FORGET_EACH)) && !forgotten.isAfter(now)) {
            return;
        }
        forgotten = now;
        try {
            Instant before = now.minus(settings.eventRetention());
            store.forget(before);
            entries.values()
                    .removeIf(entry -> !entry.active()
                            && entry.alarm().attention().shelf().isEmpty()
                            && entry.alarm().changedAt().isBefore(before));
        } catch (UncheckedIOException e) {
            problems.failed(e);
        }
    }
}

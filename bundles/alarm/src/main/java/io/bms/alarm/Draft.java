// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmEvent;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmKind;
import io.bms.api.alarm.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One step of the engine, before it is stored: the alarms that it changes, and the events that say so. Thread:
 * bms-alarm-engine.
 */
final class Draft {
    private final Map<AlarmId, KeptAlarm> before;
    private final Map<AlarmId, KeptAlarm> touched = new LinkedHashMap<>();
    private final List<AlarmEvent> events = new ArrayList<>();
    private final Instant now;
    private long lastEvent;

    /** @param before what is stored; it is not changed */
    Draft(Map<AlarmId, KeptAlarm> before, long lastEvent, Instant now) {
        this.before = before;
        this.lastEvent = lastEvent;
        this.now = now;
    }

    Instant now() {
        return now;
    }

    /** The alarm as this step has left it so far, active or not. */
    Optional<KeptAlarm> find(AlarmId id) {
        return Optional.ofNullable(touched.getOrDefault(id, before.get(id)));
    }

    /** All that are kept, as this step has left them so far. */
    List<KeptAlarm> all() {
        if (touched.isEmpty()) {
            // As at most looks, of which there is one each second.
            return List.copyOf(before.values());
        }
        Stream<KeptAlarm> known =
                before.entrySet().stream().map(entry -> touched.getOrDefault(entry.getKey(), entry.getValue()));
        Stream<KeptAlarm> added = touched.entrySet().stream()
                .filter(entry -> !before.containsKey(entry.getKey()))
                .map(Map.Entry::getValue);
        return Stream.concat(known, added).toList();
    }

    /** Those of a kind; without a copy of all ten thousand that there may be. */
    List<KeptAlarm> all(AlarmKind kind) {
        List<KeptAlarm> found = new ArrayList<>();
        before.forEach((id, entry) -> {
            KeptAlarm now = touched.isEmpty() ? entry : touched.getOrDefault(id, entry);
            if (now.alarm().cause().kind() == kind) {
                found.add(now);
            }
        });
        touched.forEach((id, entry) -> {
            if (!before.containsKey(id) && entry.alarm().cause().kind() == kind) {
                found.add(entry);
            }
        });
        return found;
    }

    List<KeptAlarm> active() {
        return all().stream().filter(KeptAlarm::active).toList();
    }

    /** The number that the next event will have. */
    long nextNumber() {
        return lastEvent + 1;
    }

    /** Changes an alarm by an event; if that makes it over, it is not active any longer. */
    void record(AlarmEvent.Type type, KeptAlarm entry, Optional<Signature> by) {
        lastEvent++;
        Alarm alarm = entry.alarm().changed(lastEvent, now);
        touched.put(alarm.id(), entry.with(alarm).active(entry.active() && !alarm.isOver()));
        events.add(new AlarmEvent(
                lastEvent,
                now,
                type,
                alarm.id(),
                alarm.onset().occurrence(),
                alarm.cause().priority(),
                alarm.cause().text(),
                alarm.isQuiet(),
                by));
    }

    /** Changes what an alarm says, by no event. */
    void amend(KeptAlarm entry) {
        Alarm alarm = entry.alarm();
        touched.put(alarm.id(), entry.with(alarm.changed(alarm.seq(), now)));
    }

    boolean isEmpty() {
        return touched.isEmpty();
    }

    Collection<KeptAlarm> touched() {
        return touched.values();
    }

    List<AlarmEvent> events() {
        return events;
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.AlarmEvent;
import io.bms.api.alarm.AlarmId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A disk in memory, which can be full. */
final class FakeStore implements AlarmStore {
    private final Map<AlarmId, KeptAlarm> entries = new LinkedHashMap<>();
    private final List<AlarmEvent> events = new ArrayList<>();
    private final List<KeptRecipient> recipients = new ArrayList<>();
    private final Map<AlarmId, KeptHold> holds = new LinkedHashMap<>();
    private long told;
    private boolean full;

    void full(boolean now) {
        full = now;
    }

    List<AlarmEvent> events() {
        return List.copyOf(events);
    }

    private void write() {
        if (full) {
            throw new UncheckedIOException(new IOException("database or disk is full"));
        }
    }

    @Override
    public List<KeptAlarm> entries() {
        return List.copyOf(entries.values());
    }

    @Override
    public List<KeptRecipient> recipients() {
        return List.copyOf(recipients);
    }

    @Override
    public void put(KeptRecipient recipient) {
        write();
        recipients.removeIf(each -> each.isOf(recipient.deviceId(), recipient.notificationClass()));
        recipients.add(recipient);
    }

    @Override
    public void delete(KeptRecipient recipient) {
        write();
        recipients.removeIf(each -> each.isOf(recipient.deviceId(), recipient.notificationClass()));
    }

    @Override
    public List<KeptHold> holds() {
        return List.copyOf(holds.values());
    }

    @Override
    public void hold(Collection<KeptHold> changed, Collection<AlarmId> gone) {
        write();
        changed.forEach(hold -> holds.put(hold.rule(), hold));
        holds.keySet().removeAll(gone);
    }

    @Override
    public long lastEvent() {
        return events.size();
    }

    @Override
    public void commit(Collection<KeptAlarm> changed, Collection<AlarmEvent> added) {
        write();
        changed.forEach(entry -> entries.put(entry.alarm().id(), entry));
        events.addAll(added);
    }

    @Override
    public List<AlarmEvent> after(long eventId, int most) {
        return events.stream().filter(event -> event.id() > eventId).limit(most).toList();
    }

    @Override
    public List<AlarmEvent> newest(Optional<AlarmId> only, int most) {
        List<AlarmEvent> all = new ArrayList<>(events);
        Collections.reverse(all);
        return all.stream()
                .filter(event -> only.map(event.alarmId()::equals).orElse(true))
                .limit(most)
                .toList();
    }

    @Override
    public long told() {
        return told;
    }

    @Override
    public void told(long eventId) {
        write();
        told = eventId;
    }

    @Override
    public void forget(Instant before) {
        write();
    }
}

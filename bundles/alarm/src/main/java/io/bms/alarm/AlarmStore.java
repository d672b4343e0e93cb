// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.AlarmEvent;
import io.bms.api.alarm.AlarmId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What is kept of the alarms. Every method waits for the disk, and throws {@link java.io.UncheckedIOException}. */
interface AlarmStore {
    /** All alarms that are known, active or not. */
    List<KeptAlarm> entries();

    /** The recipient lists in which the gateway is to stand, or out of which it is to be taken. */
    List<KeptRecipient> recipients();

    /** Takes the place of what was kept of that list; outlives a loss of power once this returns. */
    void put(KeptRecipient recipient);

    void delete(KeptRecipient recipient);

    /** The rules that are not judged. */
    List<KeptHold> holds();

    /** Keeps all of it or nothing; it outlives a loss of power once this returns. */
    void hold(Collection<KeptHold> changed, Collection<AlarmId> gone);

    /** Number of the newest event, 0 if there was none. */
    long lastEvent();

    /** Keeps all of it or nothing; it outlives a loss of power once this returns. */
    void commit(Collection<KeptAlarm> entries, Collection<AlarmEvent> events);

    /** The events after that one, the older first. */
    List<AlarmEvent> after(long eventId, int most);

    /** The newest events, the newest first. */
    List<AlarmEvent> newest(Optional<AlarmId> only, int most);

    /** Number of the last event that has been told outside. */
    long told();

    /** Power loss may take this back: then some are told twice. */
    void told(long eventId);

    /**
     * Deletes events that are older, but never the newest, nor more than there are beyond a bound; and alarms long
     * over.
     */
    void forget(Instant before);
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.AlarmEvent;
import io.bms.api.alarm.AlarmId;
import io.bms.sqlite.Database;
import io.bms.sqlite.Durability;
import io.bms.sqlite.Schema;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The alarms in alarm.db. Thread: any. */
final class SqliteStore implements AlarmStore, AutoCloseable {
    /** The most events that are kept; with one more, the oldest goes. */
    static final int MOST_EVENTS = 500_000;

    private static final Schema SCHEMA = new Schema(
            "alarm",
            List.of(
                    AlarmTable.CREATE,
                    AlarmEventTable.CREATE,
                    AlarmTable.ADD_EVENTS,
                    RecipientTable.CREATE,
                    HoldTable.CREATE));

    private final Database database;

    SqliteStore(Path data) {
        database = Database.open(data.resolve("alarm.db"), Durability.FULL, SCHEMA);
    }

    List<Path> setAside() {
        return database.setAside();
    }

    @Override
    public void close() {
        database.close();
    }

    @Override
    public List<KeptAlarm> entries() {
        return database.read(AlarmTable::all);
    }

    @Override
    public List<KeptRecipient> recipients() {
        return database.read(RecipientTable::all);
    }

    @Override
    public void put(KeptRecipient recipient) {
        database.transact(connection -> RecipientTable.put(connection, recipient));
    }

    @Override
    public void delete(KeptRecipient recipient) {
        database.transact(
                connection -> RecipientTable.delete(connection, recipient.deviceId(), recipient.notificationClass()));
    }

    @Override
    public List<KeptHold> holds() {
        return database.read(HoldTable::all);
    }

    @Override
    public void hold(Collection<KeptHold> changed, Collection<AlarmId> gone) {
        database.transact(connection -> HoldTable.replace(connection, changed, gone));
    }

    @Override
    public long lastEvent() {
        return database.read(AlarmEventTable::last);
    }

    @Override
    public void commit(Collection<KeptAlarm> entries, Collection<AlarmEvent> events) {
        database.transact(connection -> {
            AlarmTable.put(connection, entries);
            AlarmEventTable.insert(connection, events);
            return entries.size();
        });
    }

    @Override
    public List<AlarmEvent> after(long eventId, int most) {
        return database.read(connection -> AlarmEventTable.after(connection, eventId, most));
    }

    @Override
    public List<AlarmEvent> newest(Optional<AlarmId> only, int most) {
        return database.read(connection -> AlarmEventTable.newest(connection, only, most));
    }

    @Override
    public long told() {
        return database.read(AlarmEventTable::told);
    }

    @Override
    public void told(long eventId) {
        database.transactUnsynced(connection -> AlarmEventTable.told(connection, eventId));
    }

    @Override
    public void forget(Instant before) {
        database.transact(connection ->
                AlarmEventTable.delete(connection, before, MOST_EVENTS) + AlarmTable.deleteOver(connection, before));
    }
}

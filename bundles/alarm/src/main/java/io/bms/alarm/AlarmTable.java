// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmCause;
import io.bms.api.alarm.AlarmCondition;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmKind;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.alarm.Signature;
import io.bms.api.point.PointId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of alarms, and all SQL on it. */
final class AlarmTable {
    private static final List<String> FIRST_COLUMNS = List.of(
            "alarm_id TEXT NOT NULL PRIMARY KEY",
            "active INTEGER NOT NULL",
            "kind TEXT NOT NULL",
            "device_id INTEGER",
            "priority TEXT NOT NULL",
            "text TEXT NOT NULL",
            "latching INTEGER NOT NULL",
            "condition TEXT NOT NULL",
            "occurrence INTEGER NOT NULL",
            "onset_seq INTEGER NOT NULL",
            "raised_ms INTEGER NOT NULL",
            "gone_ms INTEGER",
            "ack_by TEXT",
            "ack_via TEXT",
            "ack_ms INTEGER",
            "ack_note TEXT",
            "shelf_by TEXT",
            "shelf_via TEXT",
            "shelf_ms INTEGER",
            "shelf_note TEXT",
            "shelf_until_ms INTEGER",
            "suppressed_by TEXT",
            "chattering INTEGER NOT NULL",
            "onsets_ms TEXT NOT NULL",
            "seq INTEGER NOT NULL",
            "changed_ms INTEGER NOT NULL");

    /** What came with the events of devices. */
    private static final List<String> EVENT_COLUMNS = List.of(
            "point_id TEXT",
            "needs_ack INTEGER",
            "open_acks TEXT NOT NULL DEFAULT ''",
            "passed_acks TEXT NOT NULL DEFAULT ''");

    static final List<String> CREATE =
            List.of("CREATE TABLE alarm (" + String.join(", ", FIRST_COLUMNS) + ") WITHOUT ROWID");

    static final List<String> ADD_EVENTS = EVENT_COLUMNS.stream()
            .map(column -> "ALTER TABLE alarm ADD COLUMN " + column)
            .toList();

    private static final String NAMES = Stream.concat(FIRST_COLUMNS.stream(), EVENT_COLUMNS.stream())
            .map(column -> column.split(" ")[0])
            .collect(Collectors.joining(", "));
    private static final String PUT =
            "INSERT OR REPLACE INTO alarm (" + NAMES + ") VALUES (" + NAMES.replaceAll("\\w+", "?") + ")";

    private AlarmTable() {}

    static void put(Connection connection, Collection<KeptAlarm> entries) throws SQLException {
        try (PreparedStatement put = connection.prepareStatement(PUT)) {
            for (KeptAlarm entry : entries) {
                bind(new Binding(put), entry);
                put.executeUpdate();
            }
        }
    }

    private static void bind(Binding to, KeptAlarm entry) throws SQLException {
        Alarm alarm = entry.alarm();
        AlarmCause cause = alarm.cause();
        to.text(alarm.id().value()).flag(entry.active());
        to.text(cause.kind().name());
        to.number(
                cause.deviceId().isPresent()
                        ? Optional.of((long) cause.deviceId().getAsInt())
                        : Optional.empty());
        to.text(cause.priority().name()).text(cause.text()).flag(cause.latching());
        to.text(alarm.condition().name());
        to.number(alarm.onset().occurrence())
                .number(alarm.onset().seq())
                .time(alarm.onset().at());
        to.number(alarm.goneAt().map(Instant::toEpochMilli));
        to.signature(alarm.attention().acknowledgement());
        to.signature(alarm.attention().shelf().map(Alarm.Shelf::signature));
        to.number(alarm.attention().shelf().map(shelf -> shelf.until().toEpochMilli()));
        to.text(alarm.attention().suppressedBy().map(AlarmId::value));
        to.flag(alarm.chattering());
        to.text(entry.onsets().stream()
                .map(onset -> String.valueOf(onset.toEpochMilli()))
                .collect(Collectors.joining(" ")));
        to.number(alarm.seq()).time(alarm.changedAt());
        to.text(cause.point().map(PointId::toString)).flag(cause.needsAcknowledgement());
        to.text(AckTexts.ofOpen(entry.open())).text(AckTexts.ofPassed(entry.passed()));
    }

    static List<KeptAlarm> all(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + NAMES + " FROM alarm");
                ResultSet row = query.executeQuery()) {
            List<KeptAlarm> entries = new ArrayList<>();
            while (row.next()) {
                entries.add(entry(row));
            }
            return entries;
        }
    }

    private static KeptAlarm entry(ResultSet row) throws SQLException {
        Alarm alarm = new Alarm(
                cause(row),
                new Alarm.Onset(
                        row.getInt("occurrence"),
                        row.getLong("onset_seq"),
                        Instant.ofEpochMilli(row.getLong("raised_ms"))),
                AlarmCondition.valueOf(row.getString("condition")),
                Binding.number(row, "gone_ms").map(Instant::ofEpochMilli),
                attention(row),
                row.getBoolean("chattering"),
                row.getLong("seq"),
                Instant.ofEpochMilli(row.getLong("changed_ms")));
        List<Instant> onsets = Arrays.stream(row.getString("onsets_ms").split(" "))
                .filter(onset -> !onset.isEmpty())
                .map(onset -> Instant.ofEpochMilli(Long.parseLong(onset)))
                .toList();
        return new KeptAlarm(
                alarm,
                row.getBoolean("active"),
                onsets,
                AckTexts.open(row.getString("open_acks")),
                AckTexts.passed(row.getString("passed_acks")));
    }

    private static AlarmCause cause(ResultSet row) throws SQLException {
        Optional<Long> device = Binding.number(row, "device_id");
        AlarmPriority priority = AlarmPriority.valueOf(row.getString("priority"));
        return new AlarmCause(
                new AlarmId(row.getString("alarm_id")),
                AlarmKind.valueOf(row.getString("kind")),
                device.isPresent() ? OptionalInt.of(device.get().intValue()) : OptionalInt.empty(),
                priority,
                row.getString("text"),
                row.getBoolean("latching"),
                Optional.ofNullable(row.getString("point_id")).map(PointId::parse),
                Binding.number(row, "needs_ack").map(flag -> flag != 0).orElseGet(priority::needsAcknowledgement));
    }

    private static Alarm.Attention attention(ResultSet row) throws SQLException {
        Optional<Signature> shelved = Binding.signature(row, "shelf_");
        long until = row.getLong("shelf_until_ms");
        return new Alarm.Attention(
                Binding.signature(row, "ack_"),
                shelved.map(by -> new Alarm.Shelf(Instant.ofEpochMilli(until), by)),
                Optional.ofNullable(row.getString("suppressed_by")).map(AlarmId::new));
    }

    static int deleteOver(Connection connection, Instant before) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM alarm WHERE active = 0 AND shelf_until_ms IS NULL AND changed_ms < ?")) {
            delete.setLong(1, before.toEpochMilli());
            return delete.executeUpdate();
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import static org.junit.Assert.assertEquals;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmCause;
import io.bms.api.alarm.AlarmCondition;
import io.bms.api.alarm.AlarmEvent;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmKind;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.alarm.Signature;
import io.bms.api.driver.DeviceEvent.OpenTransition;
import io.bms.api.driver.EventAcknowledgement;
import io.bms.api.driver.EventState;
import io.bms.api.point.PointId;
import io.bms.sqlite.Database;
import io.bms.sqlite.Durability;
import io.bms.sqlite.Schema;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class SqliteStoreTest {
    private static final Instant NOW = Instant.parse("2026-01-31T08:15:00.123Z");
    private static final AlarmId ID = new AlarmId("1002.device");
    private static final Signature ANNA = new Signature("anna", Signature.Via.REST, NOW, Optional.of("filter ordered"));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private SqliteStore open() {
        return new SqliteStore(folder.getRoot().toPath());
    }

    private static AlarmEvent event(long id, Instant at, Optional<Signature> by) {
        return new AlarmEvent(id, at, AlarmEvent.Type.SHELVED, ID, 3, AlarmPriority.HIGH, "does not answer", true, by);
    }

    private static KeptAlarm full() {
        Alarm alarm = new Alarm(
                new AlarmCause(ID, AlarmKind.DEVICE_SILENT, OptionalInt.of(1002), AlarmPriority.HIGH, "text", true),
                new Alarm.Onset(3, 7, NOW),
                AlarmCondition.UNKNOWN,
                Optional.of(NOW.plusSeconds(1)),
                new Alarm.Attention(
                        Optional.of(ANNA),
                        Optional.of(new Alarm.Shelf(NOW.plusSeconds(900), ANNA)),
                        Optional.of(new AlarmId("network.10.0.0"))),
                true,
                9,
                NOW.plusSeconds(2));
        return new KeptAlarm(alarm, true, List.of(NOW.minusSeconds(60), NOW));
    }

    private static KeptAlarm bare() {
        Alarm alarm = new Alarm(
                new AlarmCause(
                        new AlarmId("gateway.x"),
                        AlarmKind.GATEWAY_PROBLEM,
                        OptionalInt.empty(),
                        AlarmPriority.LOW,
                        "x"),
                new Alarm.Onset(1, 1, NOW),
                AlarmCondition.GONE,
                Optional.empty(),
                Alarm.Attention.NONE,
                false,
                1,
                NOW);
        return new KeptAlarm(alarm, false, List.of());
    }

    /** One of a device, with all that it has still to hear. */
    private static KeptAlarm ofDevice() {
        PointId point = new PointId(1003, "proprietary-200", 4);
        OpenTransition above = new OpenTransition(EventState.HIGH_LIMIT, "2ea47e0b1d07b4010203042f");
        OpenTransition back = new OpenTransition(EventState.NORMAL, "1907");
        Alarm alarm = new Alarm(
                new AlarmCause(
                        new AlarmId("1003.proprietary-200.4.event"),
                        AlarmKind.DEVICE_EVENT,
                        OptionalInt.of(1003),
                        AlarmPriority.LOW,
                        "is above its high limit",
                        false,
                        Optional.of(point),
                        true),
                new Alarm.Onset(1, 1, NOW),
                AlarmCondition.PRESENT,
                Optional.empty(),
                Alarm.Attention.NONE,
                false,
                1,
                NOW);
        return new KeptAlarm(
                alarm,
                true,
                List.of(),
                List.of(above, back),
                List.of(
                        new PassedAck(new EventAcknowledgement(point, above, "anna"), Optional.empty()),
                        new PassedAck(new EventAcknowledgement(point, back, "ben b."), Optional.of("not allowed"))));
    }

    @Test
    public void commit_whatADeviceHasToHear_isThereAfterARestart() {
        try (SqliteStore store = open()) {
            store.commit(List.of(ofDevice()), List.of());
        }
        try (SqliteStore store = open()) {
            assertEquals(List.of(ofDevice()), store.entries());
        }
    }

    @Test
    public void open_fileFromBeforeDevicesHadEvents_keepsItsAlarms() throws SQLException {
        Path file = folder.getRoot().toPath().resolve("alarm.db");
        Database.open(file, Durability.FULL, new Schema("alarm", List.of(AlarmTable.CREATE, AlarmEventTable.CREATE)))
                .close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO alarm VALUES ('gateway.x', 0, 'GATEWAY_PROBLEM', NULL, 'LOW', 'x', 0,"
                    + " 'GONE', 1, 1, " + NOW.toEpochMilli() + ", NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
                    + " NULL, NULL, 0, '', 1, " + NOW.toEpochMilli() + ")");
        }
        try (SqliteStore store = open()) {
            assertEquals(List.of(bare()), store.entries());
        }
    }

    @Test
    public void commit_everything_isThereAfterARestart() {
        try (SqliteStore store = open()) {
            store.commit(
                    List.of(full(), bare()),
                    List.of(event(1, NOW, Optional.empty()), event(2, NOW, Optional.of(ANNA))));
            store.told(1);
        }
        try (SqliteStore store = open()) {
            assertEquals(List.of(full(), bare()), store.entries());
            assertEquals(2, store.lastEvent());
            assertEquals(1, store.told());
            assertEquals(List.of(event(2, NOW, Optional.of(ANNA))), store.after(1, 10));
            assertEquals(2, store.newest(Optional.of(ID), 10).get(0).id());
            assertEquals(List.of(), store.newest(Optional.of(new AlarmId("other")), 10));
        }
    }

    @Test
    public void forget_oldOnes_keepsTheNewestEventAndActiveAlarms() {
        try (SqliteStore store = open()) {
            store.commit(
                    List.of(full(), bare()), List.of(event(1, NOW, Optional.empty()), event(2, NOW, Optional.empty())));
            store.forget(NOW.plus(Duration.ofDays(1)));
            assertEquals(2, store.lastEvent());
            assertEquals(1, store.after(0, 10).size());
            assertEquals(List.of(full()), store.entries());
        }
    }
}

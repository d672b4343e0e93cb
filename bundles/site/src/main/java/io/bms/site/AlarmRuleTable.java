// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.alarm.AlarmRule;
import io.bms.api.alarm.AlarmRule.BadQuality;
import io.bms.api.alarm.AlarmRule.Deviation;
import io.bms.api.alarm.AlarmRule.Limits;
import io.bms.api.alarm.AlarmRule.Mismatch;
import io.bms.api.alarm.AlarmRule.Offence;
import io.bms.api.alarm.AlarmRule.Rate;
import io.bms.api.alarm.AlarmRule.States;
import io.bms.api.alarm.AlarmRule.Stuck;
import io.bms.api.alarm.AlarmRule.SuppressWhen;
import io.bms.api.point.PointId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The gateway's own rules of alarm. Within the caller's transactions. */
record AlarmRuleTable(Connection connection) {
    static final String NAME = "site_alarm_rule";
    static final List<String> CREATE = List.of("CREATE TABLE " + NAME
            + " (point_id TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, low REAL, high REAL, deadband REAL,"
            + " states TEXT, delay_ms INTEGER NOT NULL, clear_delay_ms INTEGER NOT NULL, priority TEXT NOT NULL,"
            + " text TEXT, PRIMARY KEY (point_id, name)) WITHOUT ROWID");

    /** What rules came to say later. */
    static final List<String> WIDEN = List.of(
            "ALTER TABLE " + NAME + " ADD COLUMN other_point_id TEXT",
            "ALTER TABLE " + NAME + " ADD COLUMN window_ms INTEGER",
            "ALTER TABLE " + NAME + " ADD COLUMN suppress_point_id TEXT",
            "ALTER TABLE " + NAME + " ADD COLUMN suppress_states TEXT",
            "ALTER TABLE " + NAME + " ADD COLUMN suppress_hold_ms INTEGER");

    /** 1, or nothing: so a rule that does not latch is the same as in a revision from before there was latching. */
    static final List<String> LATCH = List.of("ALTER TABLE " + NAME + " ADD COLUMN latching INTEGER");

    private static final String LIMITS = "LIMITS";
    private static final String STATES = "STATES";
    private static final String QUALITY = "QUALITY";
    private static final String STUCK = "STUCK";
    private static final String DEVIATION = "DEVIATION";
    private static final String RATE = "RATE";
    private static final String MISMATCH = "MISMATCH";

    Map<AlarmId, AlarmRule> read() throws SQLException {
        Map<AlarmId, AlarmRule> rules = new TreeMap<>();
        SharedParts parts = new SharedParts();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM " + NAME)) {
            while (row.next()) {
                AlarmRule rule = parts.of(rule(row));
                rules.put(rule.alarmId(), rule);
            }
        }
        return rules;
    }

    private static AlarmRule rule(ResultSet row) throws SQLException {
        return new AlarmRule(
                row.getString("name"),
                PointId.parse(row.getString("point_id")),
                offence(row),
                Duration.ofMillis(row.getLong("delay_ms")),
                Duration.ofMillis(row.getLong("clear_delay_ms")),
                AlarmPriority.valueOf(row.getString("priority")),
                Optional.ofNullable(row.getString("text")),
                suppressWhen(row),
                row.getBoolean("latching"));
    }

    private static Optional<SuppressWhen> suppressWhen(ResultSet row) throws SQLException {
        String point = row.getString("suppress_point_id");
        return point == null
                ? Optional.empty()
                : Optional.of(new SuppressWhen(
                        PointId.parse(point),
                        states(row, "suppress_states"),
                        Duration.ofMillis(row.getLong("suppress_hold_ms"))));
    }

    private static Offence offence(ResultSet row) throws SQLException {
        String type = row.getString("type");
        return switch (type) {
            case LIMITS -> limits(row);
            case STATES -> states(row, "states");
            case DEVIATION -> new Deviation(other(row), limits(row));
            case RATE -> new Rate(limits(row), Duration.ofMillis(row.getLong("window_ms")));
            case MISMATCH -> new Mismatch(other(row));
            case QUALITY -> new BadQuality();
            case STUCK -> new Stuck();
            default -> throw new SQLException("there is no rule of type " + type);
        };
    }

    private static PointId other(ResultSet row) throws SQLException {
        return PointId.parse(row.getString("other_point_id"));
    }

    private static Limits limits(ResultSet row) throws SQLException {
        return new Limits(number(row, "low"), number(row, "high"), row.getDouble("deadband"));
    }

    private static States states(ResultSet row, String column) throws SQLException {
        return new States(Arrays.stream(row.getString(column).split(" "))
                .map(Integer::valueOf)
                .collect(Collectors.toSet()));
    }

    private static OptionalDouble number(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** These take the place of all that are there. */
    void write(Collection<AlarmRule> rules) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM " + NAME);
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + NAME
                + " (point_id, name, delay_ms, clear_delay_ms, priority, text, suppress_point_id, suppress_states,"
                + " suppress_hold_ms, type, low, high, deadband, states, other_point_id, window_ms, latching)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (AlarmRule rule : rules) {
                insert.setString(1, rule.pointId().toString());
                insert.setString(2, rule.name());
                insert.setLong(3, rule.delay().toMillis());
                insert.setLong(4, rule.clearDelay().toMillis());
                insert.setString(5, rule.priority().name());
                insert.setString(6, rule.text().orElse(null));
                Optional<SuppressWhen> suppress = rule.suppressWhen();
                insert.setString(7, suppress.map(it -> it.pointId().toString()).orElse(null));
                insert.setString(8, suppress.map(it -> text(it.when())).orElse(null));
                insert.setObject(9, suppress.map(it -> it.hold().toMillis()).orElse(null));
                bind(insert, rule.offence());
                insert.setObject(17, rule.latching() ? 1 : null);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void bind(PreparedStatement insert, Offence offence) throws SQLException {
        for (int place = 11; place <= 16; place++) {
            insert.setObject(place, null);
        }
        if (offence.other().isPresent()) {
            insert.setString(15, offence.other().get().toString());
        }
        if (offence instanceof Limits limits) {
            insert.setString(10, LIMITS);
            bindLimits(insert, limits);
        } else if (offence instanceof States states) {
            insert.setString(10, STATES);
            insert.setString(14, text(states));
        } else if (offence instanceof Deviation deviation) {
            insert.setString(10, DEVIATION);
            bindLimits(insert, deviation.limits());
        } else if (offence instanceof Rate rate) {
            insert.setString(10, RATE);
            bindLimits(insert, rate.limits());
            insert.setLong(16, rate.window().toMillis());
        } else if (offence instanceof Mismatch) {
            insert.setString(10, MISMATCH);
        } else {
            insert.setString(10, offence instanceof Stuck ? STUCK : QUALITY);
        }
    }

    private static void bindLimits(PreparedStatement insert, Limits limits) throws SQLException {
        insert.setObject(11, limits.low().isPresent() ? limits.low().getAsDouble() : null);
        insert.setObject(12, limits.high().isPresent() ? limits.high().getAsDouble() : null);
        insert.setDouble(13, limits.deadband());
    }

    private static String text(States states) {
        return states.states().stream().sorted().map(String::valueOf).collect(Collectors.joining(" "));
    }
}

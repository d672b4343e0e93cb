// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.alarm.AlarmRule;
import io.bms.api.alarm.AlarmRule.BadQuality;
import io.bms.api.alarm.AlarmRule.Limits;
import io.bms.api.alarm.AlarmRule.Offence;
import io.bms.api.alarm.AlarmRule.States;
import io.bms.api.alarm.AlarmRule.Stuck;
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

    private static final String LIMITS = "LIMITS";
    private static final String STATES = "STATES";
    private static final String QUALITY = "QUALITY";
    private static final String STUCK = "STUCK";

    Map<AlarmId, AlarmRule> read() throws SQLException {
        Map<AlarmId, AlarmRule> rules = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM " + NAME)) {
            while (row.next()) {
                AlarmRule rule = rule(row);
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
                Optional.ofNullable(row.getString("text")));
    }

    private static Offence offence(ResultSet row) throws SQLException {
        String type = row.getString("type");
        return switch (type) {
            case LIMITS -> new Limits(number(row, "low"), number(row, "high"), row.getDouble("deadband"));
            case STATES ->
                new States(Arrays.stream(row.getString("states").split(" "))
                        .map(Integer::valueOf)
                        .collect(Collectors.toSet()));
            case QUALITY -> new BadQuality();
            case STUCK -> new Stuck();
            default -> throw new SQLException("there is no rule of type " + type);
        };
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
                + " (point_id, name, delay_ms, clear_delay_ms, priority, text, type, low, high, deadband, states)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (AlarmRule rule : rules) {
                insert.setString(1, rule.pointId().toString());
                insert.setString(2, rule.name());
                insert.setLong(3, rule.delay().toMillis());
                insert.setLong(4, rule.clearDelay().toMillis());
                insert.setString(5, rule.priority().name());
                insert.setString(6, rule.text().orElse(null));
                bind(insert, rule.offence());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void bind(PreparedStatement insert, Offence offence) throws SQLException {
        for (int place = 8; place <= 11; place++) {
            insert.setObject(place, null);
        }
        if (offence instanceof Limits limits) {
            insert.setString(7, LIMITS);
            insert.setObject(8, limits.low().isPresent() ? limits.low().getAsDouble() : null);
            insert.setObject(9, limits.high().isPresent() ? limits.high().getAsDouble() : null);
            insert.setDouble(10, limits.deadband());
        } else if (offence instanceof States states) {
            insert.setString(7, STATES);
            insert.setString(
                    11, states.states().stream().sorted().map(String::valueOf).collect(Collectors.joining(" ")));
        } else {
            insert.setString(7, offence instanceof Stuck ? STUCK : QUALITY);
        }
    }
}

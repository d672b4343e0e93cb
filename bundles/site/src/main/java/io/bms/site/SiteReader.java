// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmRule;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.site.GivenTags;
import io.bms.api.site.MonitorScope;
import io.bms.api.site.MonitoringRule;
import io.bms.api.site.ReadMode;
import io.bms.api.site.SiteChange;
import io.bms.sqlite.TextList;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the whole site. */
record SiteReader(Connection connection) {
    SiteState read() throws SQLException {
        Map<Integer, KnownDevice> devices = devices();
        List<MonitoringRule> rules = rows("SELECT * FROM site_rule ORDER BY place", SiteReader::rule);
        Map<AlarmId, AlarmRule> alarmRules = new AlarmRuleTable(connection).read();
        Map<PointId, GivenTags> pointTags = new PointTagTable(connection).read();
        Set<PointId> flowPoints =
                rows("SELECT point_id FROM site_flow_point", row -> PointId.parse(row.getString(1))).stream()
                        .collect(Collectors.toSet());
        return rows(
                        "SELECT * FROM site",
                        row -> new SiteState(
                                row.getLong("revision"),
                                devices,
                                milliseconds(row, "polling_ms"),
                                rules,
                                MonitorScope.valueOf(row.getString("scope")),
                                text(row, "flow_json").map(json -> new SiteChange.Flow(json, flowPoints)),
                                row.getBoolean("monitoring_wanted"),
                                alarmRules,
                                pointTags))
                .stream()
                .findFirst()
                .orElseGet(SiteState::empty);
    }

    private Map<Integer, KnownDevice> devices() throws SQLException {
        Map<Integer, List<DiscoveredObject>> objects = new HashMap<>();
        rows("SELECT * FROM site_point ORDER BY device_id, place", SiteReader::object)
                .forEach(object -> objects.computeIfAbsent(object.pointId().deviceId(), id -> new ArrayList<>())
                        .add(object));
        return rows(
                        "SELECT * FROM site_device",
                        row -> device(row, objects.getOrDefault(row.getInt("device_id"), List.of())))
                .stream()
                .collect(Collectors.toMap(known -> known.device().deviceId(), known -> known));
    }

    private static KnownDevice device(ResultSet row, List<DiscoveredObject> objects) throws SQLException {
        DeviceAddress address =
                new DeviceAddress(row.getString("host"), row.getInt("port"), number(row, "network"), text(row, "mac"));
        return new KnownDevice(
                new DiscoveredDevice(
                        row.getInt("device_id"),
                        address,
                        row.getString("name"),
                        row.getString("vendor_name"),
                        row.getString("model_name"),
                        objects,
                        true),
                row.getBoolean("reachable"));
    }

    /** Types and units repeat ten thousand times over: one string each is enough. */
    private static DiscoveredObject object(ResultSet row) throws SQLException {
        PointId id = new PointId(
                row.getInt("device_id"), row.getString("object_type").intern(), row.getInt("instance"));
        return new DiscoveredObject(
                id,
                row.getString("name"),
                text(row, "units").map(String::intern),
                text(row, "description"),
                row.getBoolean("writable"),
                TextList.decode(row.getString("state_text")),
                decimal(row, "cov_increment"),
                PointValue.NULL);
    }

    private static MonitoringRule rule(ResultSet row) throws SQLException {
        return new MonitoringRule(
                number(row, "device_id"),
                text(row, "object_type"),
                text(row, "point_id").map(PointId::parse),
                milliseconds(row, "interval_ms"),
                decimal(row, "deadband"),
                text(row, "read_mode").map(ReadMode::valueOf),
                flag(row, "enabled"));
    }

    private static Optional<String> text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    private static OptionalInt number(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private static OptionalDouble decimal(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private static Optional<Boolean> flag(ResultSet row, String column) throws SQLException {
        boolean value = row.getBoolean(column);
        return row.wasNull() ? Optional.empty() : Optional.of(value);
    }

    private static Optional<Duration> milliseconds(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis(value));
    }

    private <T> List<T> rows(String sql, Row<T> reader) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<T> read = new ArrayList<>();
            while (rows.next()) {
                read.add(reader.read(rows));
            }
            return read;
        }
    }

    @FunctionalInterface
    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }
}

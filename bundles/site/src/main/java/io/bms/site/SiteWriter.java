// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointId;
import io.bms.api.site.MonitoringRule;
import io.bms.api.site.SiteChange;
import io.bms.sqlite.TextList;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/** Writes what a change made different; called within one transaction. Thread: that of the transaction. */
record SiteWriter(Connection connection) {
    void write(SiteState before, SiteState after) throws SQLException {
        for (int removed : before.devices().keySet()) {
            if (!after.devices().containsKey(removed)) {
                update("DELETE FROM site_device WHERE device_id = ?", removed);
            }
        }
        for (KnownDevice known : after.devices().values()) {
            writeDevice(before.devices().get(known.device().deviceId()), known);
        }
        if (!after.rules().equals(before.rules())) {
            writeRules(after.rules());
        }
        if (!after.alarmRules().equals(before.alarmRules())) {
            new AlarmRuleTable(connection).write(after.alarmRules().values());
        }
        if (!after.pointTags().equals(before.pointTags())) {
            new PointTagTable(connection).write(after.pointTags());
        }
        if (!after.flow().equals(before.flow())) {
            writeFlowPoints(after.flow().map(SiteChange.Flow::points).orElse(Set.of()));
        }
        writeSettings(after);
    }

    /** All but devices, rules and points. */
    void writeSettings(SiteState after) throws SQLException {
        update(
                "INSERT OR REPLACE INTO site (only_row, revision, polling_ms, scope, flow_json, monitoring_wanted)"
                        + " VALUES (1, ?, ?, ?, ?, ?)",
                after.revision(),
                milliseconds(after.pollingInterval()),
                after.scope().name(),
                after.flow().map(SiteChange.Flow::json).orElse(null),
                after.monitoringWanted());
    }

    private void writeDevice(KnownDevice before, KnownDevice after) throws SQLException {
        if (after.equals(before)) {
            return;
        }
        DiscoveredDevice device = after.device();
        DeviceAddress address = device.address();
        update(
                "INSERT INTO site_device (device_id, host, port, network, mac, name, vendor_name, model_name, reachable)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (device_id) DO UPDATE SET host = excluded.host,"
                        + " port = excluded.port, network = excluded.network, mac = excluded.mac, name = excluded.name,"
                        + " vendor_name = excluded.vendor_name, model_name = excluded.model_name,"
                        + " reachable = excluded.reachable",
                device.deviceId(),
                address.host(),
                address.port(),
                number(address.network()),
                address.mac().orElse(null),
                device.name(),
                device.vendorName(),
                device.modelName(),
                after.reachable());
        if (before == null || !before.device().objects().equals(device.objects())) {
            update("DELETE FROM site_point WHERE device_id = ?", device.deviceId());
            writeObjects(device.objects());
        }
    }

    private void writeObjects(List<DiscoveredObject> objects) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO site_point (device_id, place, object_type,"
                        + " instance, name, units, description, writable, state_text, cov_increment)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            int place = 0;
            for (DiscoveredObject object : objects) {
                PointId id = object.pointId();
                add(
                        insert,
                        id.deviceId(),
                        place++,
                        id.objectType(),
                        id.instance(),
                        object.name(),
                        object.units().orElse(null),
                        object.description().orElse(null),
                        object.writable(),
                        TextList.encode(object.stateText()),
                        decimal(object.covIncrement()));
            }
            insert.executeBatch();
        }
    }

    private void writeRules(List<MonitoringRule> rules) throws SQLException {
        update("DELETE FROM site_rule");
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO site_rule (place, device_id, object_type,"
                        + " point_id, interval_ms, deadband, read_mode, enabled) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
            int place = 0;
            for (MonitoringRule rule : rules) {
                add(
                        insert,
                        place++,
                        number(rule.deviceId()),
                        rule.objectType().orElse(null),
                        rule.pointId().map(PointId::toString).orElse(null),
                        milliseconds(rule.interval()),
                        decimal(rule.deadband()),
                        rule.readMode().map(Enum::name).orElse(null),
                        rule.enabled().orElse(null));
            }
            insert.executeBatch();
        }
    }

    private void writeFlowPoints(Set<PointId> points) throws SQLException {
        update("DELETE FROM site_flow_point");
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO site_flow_point (point_id) VALUES (?)")) {
            for (PointId point : points) {
                add(insert, point.toString());
            }
            insert.executeBatch();
        }
    }

    private void update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, values);
            statement.executeUpdate();
        }
    }

    private static void add(PreparedStatement insert, Object... values) throws SQLException {
        set(insert, values);
        insert.addBatch();
    }

    private static void set(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    private static Integer number(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }

    private static Double decimal(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static Long milliseconds(Optional<Duration> value) {
        return value.map(Duration::toMillis).orElse(null);
    }
}

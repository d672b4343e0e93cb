// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.AlarmId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The table of the rules that are not judged at present, and all SQL on it. */
final class HoldTable {
    static final List<String> CREATE =
            List.of("CREATE TABLE hold (alarm_id TEXT NOT NULL PRIMARY KEY, left_ms INTEGER) WITHOUT ROWID");

    private HoldTable() {}

    static List<KeptHold> all(Connection connection) throws SQLException {
        try (PreparedStatement all = connection.prepareStatement("SELECT alarm_id, left_ms FROM hold");
                ResultSet rows = all.executeQuery()) {
            List<KeptHold> holds = new ArrayList<>();
            while (rows.next()) {
                holds.add(new KeptHold(
                        new AlarmId(rows.getString("alarm_id")),
                        Binding.number(rows, "left_ms").map(Instant::ofEpochMilli)));
            }
            return holds;
        }
    }

    static int replace(Connection connection, Collection<KeptHold> changed, Collection<AlarmId> gone)
            throws SQLException {
        try (PreparedStatement put =
                        connection.prepareStatement("INSERT OR REPLACE INTO hold (alarm_id, left_ms) VALUES (?, ?)");
                PreparedStatement delete = connection.prepareStatement("DELETE FROM hold WHERE alarm_id = ?")) {
            for (KeptHold hold : changed) {
                new Binding(put).text(hold.rule().value()).number(hold.left().map(Instant::toEpochMilli));
                put.executeUpdate();
            }
            for (AlarmId rule : gone) {
                delete.setString(1, rule.value());
                delete.executeUpdate();
            }
        }
        return changed.size() + gone.size();
    }
}

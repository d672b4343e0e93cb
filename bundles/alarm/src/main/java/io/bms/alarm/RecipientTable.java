// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table of the gateway's entries in recipient lists, and all SQL on it. */
final class RecipientTable {
    static final List<String> CREATE = List.of(
            "CREATE TABLE recipient (device_id INTEGER NOT NULL, notification_class INTEGER NOT NULL,"
                    + " wanted INTEGER NOT NULL, octets TEXT, PRIMARY KEY (device_id, notification_class)) WITHOUT ROWID");

    private RecipientTable() {}

    static List<KeptRecipient> all(Connection connection) throws SQLException {
        try (PreparedStatement all = connection.prepareStatement(
                        "SELECT device_id, notification_class, wanted, octets FROM recipient"
                                + " ORDER BY device_id, notification_class");
                ResultSet rows = all.executeQuery()) {
            List<KeptRecipient> recipients = new ArrayList<>();
            while (rows.next()) {
                recipients.add(new KeptRecipient(
                        rows.getInt(1), rows.getInt(2), rows.getBoolean(3), Optional.ofNullable(rows.getString(4))));
            }
            return recipients;
        }
    }

    static int put(Connection connection, KeptRecipient recipient) throws SQLException {
        try (PreparedStatement put = connection.prepareStatement("INSERT OR REPLACE INTO recipient"
                + " (device_id, notification_class, wanted, octets) VALUES (?, ?, ?, ?)")) {
            put.setInt(1, recipient.deviceId());
            put.setInt(2, recipient.notificationClass());
            put.setBoolean(3, recipient.wanted());
            put.setString(4, recipient.octets().orElse(null));
            return put.executeUpdate();
        }
    }

    static int delete(Connection connection, int device, int notificationClass) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM recipient WHERE device_id = ? AND notification_class = ?")) {
            delete.setInt(1, device);
            delete.setInt(2, notificationClass);
            return delete.executeUpdate();
        }
    }
}

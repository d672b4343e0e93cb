// SPDX-License-Identifier: GPL-3.0-only
package io.bms.identity;

import io.bms.api.identity.Identity;
import io.bms.sqlite.Schema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The identity's tables, and all SQL on them. */
final class IdentityTables {
    static final Schema SCHEMA = new Schema(
            "identity",
            List.of(List.of(
                    "CREATE TABLE identity (only_row INTEGER PRIMARY KEY CHECK (only_row = 1),"
                            + " org_id TEXT NOT NULL, site_id TEXT NOT NULL, device_id TEXT NOT NULL)",
                    "CREATE TABLE retired_identity (place INTEGER PRIMARY KEY AUTOINCREMENT,"
                            + " org_id TEXT NOT NULL, site_id TEXT NOT NULL, device_id TEXT NOT NULL,"
                            + " UNIQUE (org_id, site_id, device_id))")));

    private IdentityTables() {}

    static Optional<Identity> current(Connection connection) throws SQLException {
        return list(connection, "SELECT org_id, site_id, device_id FROM identity").stream()
                .findFirst();
    }

    static List<Identity> retired(Connection connection) throws SQLException {
        return list(connection, "SELECT org_id, site_id, device_id FROM retired_identity ORDER BY place");
    }

    static void store(Connection connection, Identity identity) throws SQLException {
        update(
                connection,
                identity,
                "INSERT OR REPLACE INTO identity (only_row, org_id, site_id, device_id) VALUES (1, ?, ?, ?)");
    }

    static void retire(Connection connection, Identity identity) throws SQLException {
        update(connection, identity, "INSERT INTO retired_identity (org_id, site_id, device_id) VALUES (?, ?, ?)");
    }

    static void forgetRetired(Connection connection, Identity identity) throws SQLException {
        update(connection, identity, "DELETE FROM retired_identity WHERE org_id = ? AND site_id = ? AND device_id = ?");
    }

    private static void update(Connection connection, Identity identity, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, identity.organizationId());
            statement.setString(2, identity.siteId());
            statement.setString(3, identity.deviceId());
            statement.executeUpdate();
        }
    }

    private static List<Identity> list(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<Identity> identities = new ArrayList<>();
            while (rows.next()) {
                identities.add(new Identity(rows.getString(1), rows.getString(2), rows.getString(3)));
            }
            return List.copyOf(identities);
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import io.bms.api.identity.Identity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * The identity as the configuration has it, so that its revisions record it. The identity in force is kept by a bundle
 * of its own; while a rollback is still to reach it, it is also due here. Within the caller's transactions.
 */
record IdentityTable(Connection connection) {
    static final String RECORDED = "site_identity";
    private static final String DUE = "site_identity_due";

    /** The identity of the revision in force; empty until it is known. */
    Optional<Identity> recorded() throws SQLException {
        return read(RECORDED);
    }

    void record(Identity identity) throws SQLException {
        write(RECORDED, identity);
    }

    /** The identity that a rollback brought back and that is not taken on yet. */
    Optional<Identity> due() throws SQLException {
        return read(DUE);
    }

    void makeDue(Identity identity) throws SQLException {
        write(DUE, identity);
    }

    int clearDue() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate("DELETE FROM " + DUE);
        }
    }

    private Optional<Identity> read(String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT org_id, site_id, device_id FROM " + table)) {
            return row.next()
                    ? Optional.of(new Identity(row.getString(1), row.getString(2), row.getString(3)))
                    : Optional.empty();
        }
    }

    private void write(String table, Identity identity) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT OR REPLACE INTO " + table + " (only_row, org_id, site_id, device_id) VALUES (1, ?, ?, ?)")) {
            statement.setString(1, identity.organizationId());
            statement.setString(2, identity.siteId());
            statement.setString(3, identity.deviceId());
            statement.executeUpdate();
        }
    }
}

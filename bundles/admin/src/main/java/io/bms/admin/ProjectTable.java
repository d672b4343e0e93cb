// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import io.bms.sqlite.Schema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table of projects, and all SQL on it. */
final class ProjectTable {
    static final Schema SCHEMA = new Schema(
            "admin",
            List.of(
                    List.of(
                            "CREATE TABLE project (id TEXT PRIMARY KEY, name TEXT NOT NULL, revision INTEGER NOT NULL, flow TEXT NOT NULL)")));

    private ProjectTable() {}

    /** All, by name, their flows left empty. */
    static List<Project> list(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, name, revision FROM project ORDER BY name, id")) {
            List<Project> projects = new ArrayList<>();
            while (rows.next()) {
                projects.add(new Project(rows.getString(1), rows.getString(2), rows.getLong(3), ""));
            }
            return List.copyOf(projects);
        }
    }

    static Optional<Project> find(Connection connection, String id) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT name, revision, flow FROM project WHERE id = ?")) {
            query.setString(1, id);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Project(id, row.getString(1), row.getLong(2), row.getString(3)))
                        : Optional.empty();
            }
        }
    }

    static int insert(Connection connection, Project project) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("INSERT INTO project (id, name, revision, flow) VALUES (?, ?, ?, ?)")) {
            update.setString(1, project.id());
            update.setString(2, project.name());
            update.setLong(3, project.revision());
            update.setString(4, project.flow());
            return update.executeUpdate();
        }
    }

    /** Changes the row only if it is still at the revision before. */
    static int update(Connection connection, Project next) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE project SET name = ?, revision = ?, flow = ? WHERE id = ? AND revision = ?")) {
            update.setString(1, next.name());
            update.setLong(2, next.revision());
            update.setString(3, next.flow());
            update.setString(4, next.id());
            update.setLong(5, next.revision() - 1);
            return update.executeUpdate();
        }
    }

    static int delete(Connection connection, String id) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("DELETE FROM project WHERE id = ?")) {
            update.setString(1, id);
            return update.executeUpdate();
        }
    }
}

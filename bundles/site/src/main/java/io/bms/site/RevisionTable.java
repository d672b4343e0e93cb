// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** The last revisions of the site, a deflated {@link Snapshot} each. Within the caller's transactions. */
record RevisionTable(Connection connection) {
    static final int KEPT = 10;

    /** One revision as it was. */
    record Kept(long revision, Instant at, Snapshot snapshot) {}

    /** Keeps what the tables hold now; what is older than the last {@value #KEPT} goes. */
    void keep(long revision, Instant at) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT OR REPLACE INTO site_revision (revision, at_ms, body) VALUES (?, ?, ?)")) {
            insert.setLong(1, revision);
            insert.setLong(2, at.toEpochMilli());
            insert.setBytes(3, deflate(Snapshot.take(connection).encode()));
            insert.executeUpdate();
        }
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM site_revision WHERE revision <= ?")) {
            delete.setLong(1, revision - KEPT);
            delete.executeUpdate();
        }
    }

    /** Keeps what the tables hold now as a revision that is kept already, if it is. */
    int keepAgain(long revision) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE site_revision SET body = ? WHERE revision = ?")) {
            update.setBytes(1, deflate(Snapshot.take(connection).encode()));
            update.setLong(2, revision);
            return update.executeUpdate();
        }
    }

    void keepIfMissing(long revision, Instant at) throws SQLException {
        if (!has(revision)) {
            keep(revision, at);
        }
    }

    private boolean has(long revision) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT 1 FROM site_revision WHERE revision = ?")) {
            query.setLong(1, revision);
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    /** The newest first. */
    List<Kept> all() throws SQLException {
        List<Kept> all = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT revision, at_ms, body FROM site_revision ORDER BY revision DESC");
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                all.add(new Kept(
                        row.getLong(1),
                        Instant.ofEpochMilli(row.getLong(2)),
                        Snapshot.decode(inflate(row.getBytes(3)))));
            }
        }
        return all;
    }

    /** @throws IllegalArgumentException it is not kept */
    static Kept find(List<Kept> all, long revision) {
        return all.stream()
                .filter(kept -> kept.revision() == revision)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("revision " + revision + " is not kept; choose one of "
                        + all.stream()
                                .map(kept -> String.valueOf(kept.revision()))
                                .collect(Collectors.joining(", "))));
    }

    static byte[] deflate(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static String inflate(byte[] body) {
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(body))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("a kept revision of the site is damaged", e);
        }
    }
}

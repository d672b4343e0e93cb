// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import io.bms.api.audit.AuditEntry;
import io.bms.api.audit.AuditOutcome;
import io.bms.api.audit.AuditQuery;
import io.bms.api.audit.AuditResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * The table of the chain, where it begins since its oldest records were deleted, and all SQL on both. Triggers refuse
 * that a record is changed, or one deleted that is not before the beginning: against mistakes, since whoever owns the
 * file can drop them.
 */
final class ChainTable {
    static final List<String> CREATE = List.of(
            "CREATE TABLE record (seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, ends INTEGER, actor TEXT NOT NULL,"
                    + " door TEXT NOT NULL, origin TEXT, action TEXT NOT NULL, object TEXT NOT NULL, was TEXT,"
                    + " became TEXT, result TEXT, reason TEXT, hash BLOB NOT NULL)",
            "CREATE INDEX record_ends ON record (ends) WHERE ends IS NOT NULL",
            "CREATE TABLE beginning (seq INTEGER NOT NULL, hash BLOB NOT NULL)",
            "INSERT INTO beginning VALUES (0, zeroblob(32))",
            "CREATE TABLE told (seq INTEGER NOT NULL)",
            "INSERT INTO told VALUES (0)",
            "CREATE TRIGGER record_unchanged BEFORE UPDATE ON record"
                    + " BEGIN SELECT RAISE(ABORT, 'a record of the audit is not changed'); END",
            "CREATE TRIGGER record_kept BEFORE DELETE ON record WHEN OLD.seq > (SELECT seq FROM beginning)"
                    + " BEGIN SELECT RAISE(ABORT, 'a record of the audit is not deleted'); END");

    private static final String COLUMNS = "seq, at_ms, ends, " + String.join(", ", ChainRecord.TEXTS) + ", hash";
    private static final int BEFORE_TEXTS = 3;
    private static final int HASH = BEFORE_TEXTS + ChainRecord.TEXTS.size() + 1;

    private ChainTable() {}

    /** A record with the hash that is stored beside it. */
    record Stored(ChainRecord record, byte[] hash) {}

    static void insert(Connection connection, ChainRecord record, ChainEnd end) throws SQLException {
        String places = COLUMNS.replaceAll("\\w+", "?");
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO record (" + COLUMNS + ") VALUES (" + places + ")")) {
            insert.setLong(1, record.seq());
            insert.setLong(2, record.atMs());
            insert.setObject(3, record.ends().isPresent() ? record.ends().getAsLong() : null);
            for (int i = 0; i < record.texts().size(); i++) {
                insert.setString(BEFORE_TEXTS + 1 + i, record.texts().get(i).orElse(null));
            }
            insert.setBytes(HASH, end.hash());
            insert.executeUpdate();
        }
    }

    /** The records after that one, the older first. */
    static List<Stored> after(Connection connection, long seq, int most) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT " + COLUMNS + " FROM record WHERE seq > ? ORDER BY seq LIMIT ?")) {
            query.setLong(1, seq);
            query.setInt(2, most);
            try (ResultSet row = query.executeQuery()) {
                List<Stored> records = new ArrayList<>();
                while (row.next()) {
                    records.add(new Stored(record(row), row.getBytes(HASH)));
                }
                return records;
            }
        }
    }

    private static ChainRecord record(ResultSet row) throws SQLException {
        long ends = row.getLong(3);
        OptionalLong intention = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(ends);
        List<Optional<String>> texts = new ArrayList<>();
        for (int i = 0; i < ChainRecord.TEXTS.size(); i++) {
            texts.add(Optional.ofNullable(row.getString(BEFORE_TEXTS + 1 + i)));
        }
        return new ChainRecord(row.getLong(1), row.getLong(2), intention, texts);
    }

    /** The last record that has arrived at the syslog collector. */
    static long told(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT seq FROM told");
                ResultSet row = query.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    static int told(Connection connection, long seq) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE told SET seq = ?")) {
            update.setLong(1, seq);
            return update.executeUpdate();
        }
    }

    /** The end as it is stored. */
    static ChainEnd end(Connection connection) throws SQLException {
        return first(connection, "SELECT seq, hash FROM record ORDER BY seq DESC LIMIT 1")
                .orElse(beginning(connection));
    }

    /** What the oldest record is hashed upon. */
    static ChainEnd beginning(Connection connection) throws SQLException {
        return first(connection, "SELECT seq, hash FROM beginning").orElse(ChainEnd.NONE);
    }

    /**
     * The last record of all that are followed by more than {@code most}, or that are older than {@code before} as are
     * all before them.
     */
    static Optional<ChainEnd> surplus(Connection connection, Instant before, int most) throws SQLException {
        return first(
                connection,
                "SELECT seq, hash FROM record WHERE seq <= max((SELECT max(seq) FROM record) - " + most
                        + ", coalesce((SELECT seq FROM record WHERE at_ms >= " + before.toEpochMilli()
                        + " ORDER BY seq LIMIT 1), (SELECT max(seq) FROM record)) - 1) ORDER BY seq DESC LIMIT 1");
    }

    private static Optional<ChainEnd> first(Connection connection, String sql) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet row = query.executeQuery()) {
            return row.next() ? Optional.of(new ChainEnd(row.getLong(1), row.getBytes(2))) : Optional.empty();
        }
    }

    /** Has the chain begin after {@code end}, and deletes what is before. */
    static int deleteUpTo(Connection connection, ChainEnd end) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE beginning SET seq = ?, hash = ?")) {
            update.setLong(1, end.seq());
            update.setBytes(2, end.hash());
            update.executeUpdate();
        }
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM record WHERE seq <= ?")) {
            delete.setLong(1, end.seq());
            return delete.executeUpdate();
        }
    }

    /** Acts with what came of them, the newest first. */
    static List<AuditEntry> find(Connection connection, AuditQuery query) throws SQLException {
        StringBuilder where = new StringBuilder(" WHERE b.ends IS NULL");
        List<Object> values = new ArrayList<>();
        query.actor().ifPresent(actor -> add(where, values, "b.actor = ?", actor));
        query.text()
                .ifPresent(text -> add(
                        where,
                        values,
                        "instr(lower(b.action || ' ' || b.object), ?) > 0",
                        text.toLowerCase(Locale.ROOT)));
        query.result()
                .ifPresent(
                        result -> add(where, values, "coalesce(e.result, b.result, 'unknown') = ?", result.wireName()));
        query.from().ifPresent(from -> add(where, values, "b.at_ms >= ?", from.toEpochMilli()));
        query.to().ifPresent(to -> add(where, values, "b.at_ms < ?", to.toEpochMilli()));
        query.below().ifPresent(seq -> add(where, values, "b.seq < ?", seq));
        values.add(query.limit());
        String columns = ChainRecord.TEXTS.stream().map(text -> "b." + text).collect(Collectors.joining(", "));
        try (PreparedStatement select = connection.prepareStatement("SELECT b.seq, b.at_ms, b.ends, " + columns
                + ", e.at_ms AS ended, e.result AS its_result, e.reason AS its_reason, e.was AS it_was,"
                + " e.became AS it_became FROM record b LEFT JOIN record e ON e.ends = b.seq" + where
                + " ORDER BY b.seq DESC LIMIT ?")) {
            for (int i = 0; i < values.size(); i++) {
                select.setObject(i + 1, values.get(i));
            }
            try (ResultSet row = select.executeQuery()) {
                List<AuditEntry> entries = new ArrayList<>();
                while (row.next()) {
                    entries.add(entry(row));
                }
                return entries;
            }
        }
    }

    private static void add(StringBuilder where, List<Object> values, String condition, Object value) {
        where.append(" AND ").append(condition);
        values.add(value);
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        ChainRecord record = record(row);
        Instant at = Instant.ofEpochMilli(record.atMs());
        Optional<AuditOutcome> atOnce = record.outcome();
        return atOnce.isPresent()
                ? new AuditEntry(record.seq(), at, record.act(), atOnce.get(), Optional.of(at))
                : new AuditEntry(record.seq(), at, record.act(), outcome(row), ended(row));
    }

    private static Optional<Instant> ended(ResultSet row) throws SQLException {
        long ended = row.getLong("ended");
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(ended));
    }

    private static AuditOutcome outcome(ResultSet row) throws SQLException {
        return new AuditOutcome(
                Optional.ofNullable(row.getString("its_result"))
                        .map(AuditResult::of)
                        .orElse(AuditResult.UNKNOWN),
                Optional.ofNullable(row.getString("its_reason")),
                Optional.ofNullable(row.getString("it_was")),
                Optional.ofNullable(row.getString("it_became")));
    }
}

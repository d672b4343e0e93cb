// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import io.bms.timeseries.block.BlockCodec;
import io.bms.timeseries.block.Readings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The older samples, some hundred to a row. */
final class Blocks {
    private Blocks() {}

    /** Packs sorted samples of one point into as many blocks as it takes. */
    static void insert(Connection connection, int point, Readings sorted) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO block (point, first_ms, last_ms, body) VALUES (?, ?, ?, ?)")) {
            for (int from = 0; from < sorted.size(); from += BlockCodec.MOST_SAMPLES) {
                int to = Math.min(sorted.size(), from + BlockCodec.MOST_SAMPLES);
                insert.setInt(1, point);
                insert.setLong(2, sorted.time(from));
                insert.setLong(3, sorted.time(to - 1));
                insert.setBytes(4, BlockCodec.encode(sorted.part(from, to)));
                insert.executeUpdate();
            }
        }
    }

    /**
     * A query of a point's blocks by time, of columns first_ms and body: from the last one that begins
     * before {@code from}, which has the sample before it, to the last one that begins before {@code to}.
     */
    static PreparedStatement select(Connection connection, int point, long from, long to) throws SQLException {
        PreparedStatement query = connection.prepareStatement("SELECT first_ms, body FROM block"
                + " WHERE point = ?1 AND first_ms < ?3 AND (last_ms >= ?2 OR first_ms >= (SELECT max(first_ms) FROM block"
                + " WHERE point = ?1 AND first_ms < ?2)) ORDER BY first_ms, id");
        query.setInt(1, point);
        query.setLong(2, from);
        query.setLong(3, to);
        return query;
    }
}

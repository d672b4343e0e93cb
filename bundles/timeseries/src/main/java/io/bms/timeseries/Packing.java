// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import io.bms.timeseries.block.Readings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Turns rows into blocks, all of it in the caller's transaction: a crash leaves either the rows or the
 * blocks. All points are packed at once, since their rows lie on the same pages, which so become free
 * whole. A point with few rows keeps them until they are worth a block. Thread: bms-timeseries-writer.
 */
final class Packing {
    private Packing() {}

    /**
     * @param least rows of a point, below which it keeps them
     * @return how many rows went into blocks
     */
    static int run(Connection connection, int least) throws SQLException {
        String points = "(SELECT point FROM sample GROUP BY point HAVING count(*) >= " + least + ")";
        try (PreparedStatement query = connection.prepareStatement("SELECT point, time_ms, state, interval_ms, value"
                        + " FROM sample WHERE point IN " + points + " ORDER BY point, time_ms, id");
                ResultSet row = query.executeQuery()) {
            Readings readings = new Readings();
            int point = -1;
            while (row.next()) {
                if (row.getInt(1) != point) {
                    Blocks.insert(connection, point, readings);
                    point = row.getInt(1);
                    readings = new Readings();
                }
                HotSamples.read(row, 2, readings);
            }
            Blocks.insert(connection, point, readings);
        }
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM sample WHERE point IN " + points)) {
            return delete.executeUpdate();
        }
    }
}

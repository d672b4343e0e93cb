// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import io.bms.timeseries.block.BlockCodec;
import io.bms.timeseries.block.Readings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * One point's samples by time, some hundred at a time, from blocks and rows alike. These overlap only
 * where the clock was set back; then what overlaps is sorted together.
 */
final class Timeline implements AutoCloseable {
    private final PreparedStatement query;
    private final ResultSet blocks;
    private boolean atBlock;
    private Readings rows;

    /** @param rows the point's samples that are not in blocks, sorted */
    Timeline(Connection connection, int point, long from, long to, Readings rows) throws SQLException {
        this.rows = rows;
        query = Blocks.select(connection, point, from, to);
        blocks = query.executeQuery();
        atBlock = blocks.next();
    }

    /** Empty at the end. */
    Optional<Readings> next() throws SQLException {
        if (!hasNext()) {
            return Optional.empty();
        }
        Readings readings = take();
        while (hasNext() && firstTime() <= readings.time(readings.size() - 1)) {
            readings = readings.merge(take());
        }
        return Optional.of(readings);
    }

    @Override
    public void close() throws SQLException {
        query.close();
    }

    private boolean hasNext() {
        return atBlock || rows.size() > 0;
    }

    private long firstTime() throws SQLException {
        return blockIsFirst() ? blocks.getLong(1) : rows.time(0);
    }

    private boolean blockIsFirst() throws SQLException {
        return atBlock && (rows.size() == 0 || blocks.getLong(1) <= rows.time(0));
    }

    private Readings take() throws SQLException {
        Readings taken = rows;
        if (blockIsFirst()) {
            taken = decode(blocks.getBytes(2));
            atBlock = blocks.next();
        } else {
            rows = new Readings();
        }
        return taken;
    }

    private static Readings decode(byte[] body) throws SQLException {
        try {
            return BlockCodec.decode(body);
        } catch (IllegalArgumentException e) {
            throw new SQLException("stored history is damaged: " + e.getMessage(), e);
        }
    }
}

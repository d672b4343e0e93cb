// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Sample;
import io.bms.timeseries.block.Kind;
import io.bms.timeseries.block.Readings;
import io.bms.timeseries.block.State;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The newest samples, a row each. A number is stored as its bits, since SQLite would turn NaN into
 * NULL; a text as UTF-16, since SQLite's own stops at a zero.
 */
final class HotSamples {
    private HotSamples() {}

    /** By point, so that those of neighbouring points lie side by side; those of a point stay in their order. */
    static void insert(Connection connection, List<Sample> samples, Map<PointId, Integer> ids) throws SQLException {
        long[] order = new long[samples.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = (long) ids.get(samples.get(i).pointId()) << Integer.SIZE | i;
        }
        Arrays.sort(order);
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO sample (point, time_ms, state, interval_ms, value) VALUES (?, ?, ?, ?, ?)")) {
            for (long next : order) {
                Sample sample = samples.get((int) next);
                insert.setInt(1, (int) (next >>> Integer.SIZE));
                insert.setLong(2, sample.timestamp().toEpochMilli());
                insert.setInt(3, State.of(sample));
                insert.setLong(4, Math.max(1, sample.interval().toMillis()));
                if (sample.value() instanceof PointValue.Text text) {
                    insert.setBytes(5, utf16(text.value()));
                } else {
                    insert.setLong(5, Kind.bits(sample.value()));
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Reads a row of time_ms, state, interval_ms and value, which begin at column {@code at}. */
    static void read(ResultSet row, int at, Readings into) throws SQLException {
        int state = row.getInt(at + 1);
        boolean text = State.kind(state) == Kind.TEXT;
        into.add(
                row.getLong(at),
                state,
                row.getLong(at + 2),
                text ? 0 : row.getLong(at + 3),
                text ? fromUtf16(row.getBytes(at + 3)) : "");
    }

    /** Those of these points before a time, by point and time; a point that has none is absent. */
    static Map<Integer, Readings> before(Connection connection, Collection<Integer> points, long to)
            throws SQLException {
        Map<Integer, Readings> found = new HashMap<>();
        String list = points.stream().map(String::valueOf).collect(Collectors.joining(", "));
        try (PreparedStatement query = connection.prepareStatement("SELECT point, time_ms, state, interval_ms, value"
                + " FROM sample WHERE time_ms < ? AND point IN (" + list + ")")) {
            query.setLong(1, to);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    read(row, 2, found.computeIfAbsent(row.getInt(1), point -> new Readings()));
                }
            }
        }
        found.replaceAll((point, readings) -> readings.sorted());
        return found;
    }

    private static byte[] utf16(String text) {
        byte[] bytes = new byte[text.length() * 2];
        for (int i = 0; i < text.length(); i++) {
            bytes[2 * i] = (byte) (text.charAt(i) >>> 8);
            bytes[2 * i + 1] = (byte) text.charAt(i);
        }
        return bytes;
    }

    private static String fromUtf16(byte[] bytes) {
        char[] chars = new char[bytes.length / 2];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) ((bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff);
        }
        return new String(chars);
    }
}

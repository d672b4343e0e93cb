// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.Signature;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Optional;

/** Fills the places of a statement one after another, and reads back what may be absent. */
final class Binding {
    private final PreparedStatement statement;
    private int place;

    Binding(PreparedStatement statement) {
        this.statement = statement;
    }

    Binding text(String text) throws SQLException {
        statement.setString(++place, text);
        return this;
    }

    Binding text(Optional<String> text) throws SQLException {
        return text(text.orElse(null));
    }

    Binding number(long number) throws SQLException {
        statement.setLong(++place, number);
        return this;
    }

    Binding number(Optional<Long> number) throws SQLException {
        if (number.isPresent()) {
            return number(number.get());
        }
        statement.setNull(++place, Types.INTEGER);
        return this;
    }

    Binding flag(boolean flag) throws SQLException {
        return number(flag ? 1 : 0);
    }

    Binding time(Instant time) throws SQLException {
        return number(time.toEpochMilli());
    }

    /** Four places: by, via, ms and note. */
    Binding signature(Optional<Signature> signature) throws SQLException {
        return text(signature.map(Signature::by))
                .text(signature.map(one -> one.via().name()))
                .number(signature.map(one -> one.at().toEpochMilli()))
                .text(signature.flatMap(Signature::note));
    }

    static Optional<Long> number(ResultSet row, String column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(number);
    }

    /** @param prefix of the four columns */
    static Optional<Signature> signature(ResultSet row, String prefix) throws SQLException {
        String by = row.getString(prefix + "by");
        if (by == null) {
            return Optional.empty();
        }
        return Optional.of(new Signature(
                by,
                Signature.Via.valueOf(row.getString(prefix + "via")),
                Instant.ofEpochMilli(row.getLong(prefix + "ms")),
                Optional.ofNullable(row.getString(prefix + "note"))));
    }
}

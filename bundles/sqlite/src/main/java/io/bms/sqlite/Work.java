// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sqlite;

import java.sql.Connection;
import java.sql.SQLException;

/** What is done on a connection. It neither keeps nor closes the connection. */
@FunctionalInterface
public interface Work<T> {
    T on(Connection connection) throws SQLException;
}

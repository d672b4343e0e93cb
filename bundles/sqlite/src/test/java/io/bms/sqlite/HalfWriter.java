// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A process that is killed in the middle of a transaction. */
final class HalfWriter {
    private HalfWriter() {}

    public static void main(String[] args) {
        Database database = Database.open(Path.of(args[0]), Durability.FULL, DatabaseTest.WORDS);
        DatabaseTest.add(database, "committed");
        database.transact(connection -> {
            DatabaseTest.insert(connection, "uncommitted");
            System.out.println("midway");
            try {
                return System.in.read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}

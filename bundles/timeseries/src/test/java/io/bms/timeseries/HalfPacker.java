// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import io.bms.sqlite.Database;
import io.bms.sqlite.Durability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A process that is killed after it packed, before it commits. */
final class HalfPacker {
    private HalfPacker() {}

    public static void main(String[] args) {
        Database database = Database.open(Path.of(args[0], "runtime.db"), Durability.FULL, Tables.SCHEMA);
        Packing.Portion portion =
                new Packing(database, TimeseriesSettings.LEAST, () -> {}).next().orElseThrow();
        database.transact(connection -> {
            System.out.println("packed " + portion.store(connection));
            try {
                return System.in.read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}

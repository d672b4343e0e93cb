// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import io.bms.api.audit.AuditEntry;
import io.bms.api.audit.AuditQuery;
import io.bms.sqlite.Database;
import io.bms.sqlite.Durability;
import io.bms.sqlite.Schema;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The chain in audit.db. Thread: any. */
final class SqliteAuditStore implements AuditStore, AutoCloseable {
    private static final Schema SCHEMA = new Schema("audit", List.of(ChainTable.CREATE));

    private final Database database;

    SqliteAuditStore(Path data) {
        database = Database.open(data.resolve("audit.db"), Durability.FULL, SCHEMA);
    }

    List<Path> setAside() {
        return database.setAside();
    }

    @Override
    public void close() {
        database.close();
    }

    @Override
    public ChainEnd beginning() {
        return database.read(ChainTable::beginning);
    }

    @Override
    public ChainEnd end() {
        return database.read(ChainTable::end);
    }

    @Override
    public void append(List<Link> links) {
        database.transact(connection -> {
            for (Link link : links) {
                ChainTable.insert(connection, link.record(), link.end());
            }
            return links.size();
        });
    }

    @Override
    public void shorten(ChainEnd last, Link link) {
        database.transact(connection -> {
            ChainTable.insert(connection, link.record(), link.end());
            return ChainTable.deleteUpTo(connection, last);
        });
    }

    @Override
    public Optional<ChainEnd> surplus(Instant before, int most) {
        return database.read(connection -> ChainTable.surplus(connection, before, most));
    }

    @Override
    public List<ChainTable.Stored> after(long seq, int most) {
        return database.read(connection -> ChainTable.after(connection, seq, most));
    }

    @Override
    public long told() {
        return database.read(ChainTable::told);
    }

    @Override
    public void told(long seq) {
        database.transactUnsynced(connection -> ChainTable.told(connection, seq));
    }

    @Override
    public List<AuditEntry> find(AuditQuery query) {
        return database.read(connection -> ChainTable.find(connection, query));
    }
}

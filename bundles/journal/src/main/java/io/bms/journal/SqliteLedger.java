// SPDX-License-Identifier: GPL-3.0-only
package io.bms.journal;

import io.bms.api.command.CommandLedger;
import io.bms.sqlite.DataFolder;
import io.bms.sqlite.Database;
import io.bms.sqlite.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** The ledger of commands in journal.db. Times are kept to the millisecond. Thread: any. */
@Component(service = CommandLedger.class, immediate = true)
public final class SqliteLedger implements CommandLedger {
    /** Repeats within it cost no write. */
    private static final Duration REPEAT_COUNTS_AFTER = Duration.ofSeconds(1);

    private final Database database;

    @Activate
    public SqliteLedger(BundleContext context) {
        this(DataFolder.of(context));
    }

    SqliteLedger(Path data) {
        database = Database.open(data.resolve("journal.db"), Durability.FULL, LedgerTable.SCHEMA);
    }

    @Deactivate
    void close() {
        database.close();
    }

    @Override
    public Optional<Entry> begin(String name, String commandId, String digest, String returnAddress, Instant now) {
        Entry begun = new Entry(name, commandId, digest, now, List.of(), returnAddress);
        return database.transact(connection -> {
            Optional<Entry> known = LedgerTable.find(connection, name, commandId);
            if (known.isEmpty()) {
                LedgerTable.insert(connection, begun);
            } else if (known.get().begun().plus(REPEAT_COUNTS_AFTER).isBefore(now)) {
                LedgerTable.beginAgain(connection, begun);
            }
            return known;
        });
    }

    /** Not synced: power loss may have the response sent once more. */
    @Override
    public void delivered(String name, String commandId) {
        database.transactUnsynced(connection -> LedgerTable.delivered(connection, name, commandId));
    }

    @Override
    public List<Entry> undelivered() {
        return database.read(LedgerTable::undelivered);
    }

    /** An entry that was forgotten while it ran stays forgotten. */
    @Override
    public void finish(String name, String commandId, List<String> response) {
        if (response.isEmpty()) {
            throw new IllegalArgumentException("a finished command has a response; an empty one means that it runs");
        }
        database.transact(connection -> LedgerTable.answer(connection, name, commandId, response));
    }

    @Override
    public void forget(Instant before) {
        database.transact(connection -> LedgerTable.deleteBegunBefore(connection, before));
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.journal;

import io.bms.api.outbox.BatchOutbox;
import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusSource;
import io.bms.settings.SettingsKeeper;
import io.bms.sqlite.DataFolder;
import io.bms.sqlite.Database;
import io.bms.sqlite.Durability;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The outbox in journal.db, deflated. Says how many batches it had to drop since the start. Thread: any. */
@Component(
        service = {BatchOutbox.class, StatusSource.class},
        immediate = true,
        configurationPid = "io.bms.journal",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = OutboxConfig.class)
public final class SqliteOutbox implements BatchOutbox, StatusSource {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteOutbox.class);

    private final Database database;
    private final OutboxSettings settings;
    private final Clock clock;
    private final AtomicLong dropped = new AtomicLong();
    /** Bytes of all batches that wait. */
    private long bytes;

    @Activate
    public SqliteOutbox(BundleContext context, Map<String, Object> properties, @Reference SettingsKeeper keeper) {
        this(
                DataFolder.of(context),
                keeper.read(OutboxConfig.class, properties, OutboxSettings::of),
                Clock.systemUTC());
    }

    SqliteOutbox(Path data, OutboxSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        database = Database.open(data.resolve("journal.db"), Durability.FULL, OutboxTable.SCHEMA);
        boolean ready = false;
        try {
            database.read(Shrinking::allow);
            bytes = database.read(OutboxTable::bytes);
            ready = true;
        } finally {
            if (!ready) {
                database.close();
            }
        }
    }

    @Deactivate
    void close() {
        database.close();
    }

    @Override
    public synchronized void keep(Instant at, List<byte[]> payloads) {
        List<byte[]> bodies = payloads.stream().map(Deflated::of).toList();
        Trimmed trimmed = database.transact(connection -> {
            long size = bytes;
            for (byte[] body : bodies) {
                OutboxTable.insert(connection, at, body);
                size += body.length;
            }
            return trim(connection, size);
        });
        bytes = trimmed.bytes();
        if (trimmed.gone() > 0) {
            dropped.addAndGet(trimmed.gone());
            LOG.debug("{} batches that had waited longest were dropped", trimmed.gone());
        }
    }

    private record Trimmed(int gone, long bytes) {}

    /** Drops what is too old, then the oldest while the outbox is too large; never the newest. */
    private Trimmed trim(Connection connection, long size) throws SQLException {
        int gone = OutboxTable.deleteBefore(connection, clock.instant().minus(settings.maxAge()));
        long left = gone == 0 ? size : OutboxTable.bytes(connection);
        while (left > settings.maxBytes()) {
            long freed = OutboxTable.deleteOldest(connection);
            if (freed == 0) {
                break;
            }
            gone++;
            left -= freed;
        }
        return new Trimmed(gone, left);
    }

    @Override
    public List<Kept> after(long id, int most) {
        return database.read(connection -> OutboxTable.after(connection, id, most)).stream()
                .map(kept -> new Kept(kept.id(), kept.at(), Deflated.back(kept.payload())))
                .toList();
    }

    @Override
    public synchronized void sent(long id) {
        bytes -= database.transact(connection -> OutboxTable.delete(connection, id));
        database.read(Shrinking::giveBack);
    }

    @Override
    public void clearLater(List<String> topics) {
        database.transact(connection -> StaleTopicTable.insert(connection, topics));
    }

    @Override
    public List<String> toClear(int most) {
        return database.read(connection -> StaleTopicTable.first(connection, most));
    }

    @Override
    public void cleared(List<String> topics) {
        database.transact(connection -> StaleTopicTable.delete(connection, topics));
    }

    @Override
    public List<StatusItem> status() {
        return List.of(new StatusItem.Count(StatusItem.Counter.DROPPED_MESSAGES, dropped.get()));
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.journal;

import io.bms.api.event.Event;
import io.bms.api.event.EventLog;
import io.bms.sqlite.DataFolder;
import io.bms.sqlite.Database;
import io.bms.sqlite.Durability;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last {@value #KEPT} events in journal.db. They wait in a queue of {@value #QUEUE}, beyond which new ones
 * are dropped and logged, to be written once a second. Thread: any; the disk bms-journal-events.
 */
@Component(service = EventLog.class, immediate = true)
public final class SqliteEvents implements EventLog {
    static final int KEPT = 10_000;
    static final int QUEUE = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(SqliteEvents.class);
    private static final int CLOSE_SECONDS = 5;

    private final Database database;
    private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(QUEUE);
    private final ScheduledExecutorService executor;

    @Activate
    public SqliteEvents(BundleContext context) {
        this(DataFolder.of(context), Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "bms-journal-events");
            thread.setDaemon(true);
            return thread;
        }));
    }

    SqliteEvents(Path data, ScheduledExecutorService executor) {
        this.executor = executor;
        database = Database.open(data.resolve("journal.db"), Durability.FULL, EventTable.SCHEMA);
        executor.scheduleWithFixedDelay(this::write, 1, 1, TimeUnit.SECONDS);
    }

    /** What waits is written first. */
    @Deactivate
    void close() {
        executor.execute(this::write);
        executor.shutdown();
        try {
            if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the last events could not be written within {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        database.close();
    }

    @Override
    public void record(Event event) {
        if (!queue.offer(event)) {
            LOG.warn("an event is not kept, since {} wait already: {}", QUEUE, event);
        }
    }

    /** What waits is written first, so that who asks after a command sees it. */
    @Override
    public List<Event> newest(int most, List<Event.Kind> kinds) {
        write();
        return database.read(connection -> EventTable.newest(connection, most, kinds));
    }

    private synchronized void write() {
        List<Event> events = new ArrayList<>();
        queue.drainTo(events);
        if (events.isEmpty()) {
            return;
        }
        try {
            database.transact(connection -> EventTable.insert(connection, events, KEPT));
        } catch (UncheckedIOException e) {
            LOG.warn("{} events could not be kept: {}", events.size(), e.getMessage());
        }
    }
}

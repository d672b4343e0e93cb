// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/**
 * Marks the cache as changing while the gateway starts and while bundles are installed, updated or taken away in it,
 * and as complete once nothing has happened to any bundle for a while. What Karaf and Felix write meanwhile is not
 * written in one piece, and a power cut in between leaves a state that they take for a good one. Thread: any.
 */
final class BundleChanges implements SynchronousBundleListener {
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final int CHANGES = BundleEvent.INSTALLED | BundleEvent.UPDATED | BundleEvent.UNINSTALLED;

    private final CacheFolder cache;
    private final ScheduledExecutorService executor;
    /** The number of events since the cache was last complete; 0 while it is complete. */
    private long events;

    private boolean ready;

    BundleChanges(CacheFolder cache) {
        this(cache, Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "bms-launcher-changes");
            thread.setDaemon(true);
            return thread;
        }));
    }

    /** @param executor runs one short task */
    BundleChanges(CacheFolder cache, ScheduledExecutorService executor) {
        this.cache = cache;
        this.executor = executor;
    }

    /** Karaf begins to start, and may write whatever it likes. */
    void starting() throws IOException {
        cache.markChanging();
    }

    /** Everything is installed and started. Listens from here on. */
    synchronized void ready() {
        ready = true;
        events++;
        awaitQuiet();
    }

    @Override
    public synchronized void bundleChanged(BundleEvent event) {
        boolean change = (event.getType() & CHANGES) != 0;
        if (!change && events == 0) {
            return;
        }
        if (change) {
            mark(event.getBundle().getSymbolicName() + " " + event.getBundle().getVersion());
        }
        events++;
        awaitQuiet();
    }

    private void awaitQuiet() {
        long last = events;
        executor.schedule(() -> completeIfQuiet(last), QUIET.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The framework has stopped in order, so that all is written; not if it never was ready. */
    synchronized void close() throws IOException {
        executor.shutdownNow();
        if (ready && events > 0) {
            events = 0;
            cache.markComplete();
        }
    }

    private void mark(String what) {
        try {
            cache.markChanging(what);
        } catch (IOException e) {
            System.err.println("The folder of installed bundles cannot be marked (" + e
                    + "); a power cut now may leave it half changed.");
        }
    }

    private synchronized void completeIfQuiet(long last) {
        if (last != events) {
            return;
        }
        try {
            cache.markComplete();
            events = 0;
        } catch (IOException e) {
            System.err.println("The folder of installed bundles cannot be marked (" + e
                    + "), so what was installed by hand is undone at the next start.");
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Hashtable;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.osgi.framework.BundleContext;

/**
 * Watches over an update that is tried in the running gateway, from outside of OSGi, where no bundle can hold it up:
 * whoever tries one asks for so many seconds, and closes what it gets once it has ended, well or not. If it does not,
 * the process ends and asks to be started again, with what is in force. The folder of installed bundles is not used by
 * a later start from then on. Offered as a service with the property {@code bms.watch=update}, as a type of the JDK,
 * since the launcher's own are not seen from bundles. Thread: any.
 */
final class UpdateWatch implements IntFunction<AutoCloseable> {
    private final CacheFolder cache;
    private final ScheduledExecutorService executor;
    private final Runnable restart;

    /** @param restart ends the process, and has it started again */
    UpdateWatch(CacheFolder cache, ScheduledExecutorService executor, Runnable restart) {
        this.cache = cache;
        this.executor = executor;
        this.restart = restart;
    }

    void offer(BundleContext framework) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("bms.watch", "update");
        framework.registerService(IntFunction.class, this, properties);
    }

    /**
     * @param seconds how long it may take; 0 restarts now
     * @throws UncheckedIOException the folder of installed bundles cannot be marked, so nothing may be changed in it
     */
    @Override
    public AutoCloseable apply(int seconds) {
        try {
            cache.markTrial();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Future<?> end = executor.schedule(restart, seconds, TimeUnit.SECONDS);
        return () -> end.cancel(false);
    }
}

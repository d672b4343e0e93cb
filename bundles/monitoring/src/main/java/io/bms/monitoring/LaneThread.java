// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which all lanes live, so that none of them needs a lock. Drivers hand their answers
 * over to it. Time is counted by the monotonic clock: setting the wall clock moves no read. Thread: any.
 */
final class LaneThread {
    private static final Logger LOG = LoggerFactory.getLogger(LaneThread.class);

    private final ScheduledExecutorService executor;
    private final LongSupplier nanoTime;

    LaneThread(ScheduledExecutorService executor, LongSupplier nanoTime) {
        this.executor = executor;
        this.nanoTime = nanoTime;
    }

    long nanos() {
        return nanoTime.getAsLong();
    }

    /** Runs {@code task} soon; after the close of monitoring, never. */
    void post(Runnable task) {
        try {
            executor.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("monitoring is closed: {} comes too late", task);
        }
    }

    Future<?> after(Duration delay, Runnable task) {
        try {
            return executor.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Runs {@code task} on the fixed grid {@code first + n * period}. */
    Future<?> every(Duration first, Duration period, Runnable task) {
        try {
            return executor.scheduleAtFixedRate(guarded(task), first.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The outermost frame: a defect in one lane is logged and ends neither its grid nor the others. */
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a defect in monitoring", e);
            }
        };
    }
}

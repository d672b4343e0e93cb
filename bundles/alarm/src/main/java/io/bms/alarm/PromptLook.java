// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the alarms looked at between two regular looks when there is news, so that an alarm does not wait for the next
 * second. Between two looks there is a pause of {@link #PAUSE}, and of {@link #SHARE} times what the last one took:
 * what comes together is stored with one sync, and points that flutter cost a fifth of a core at most. Thread: any.
 */
final class PromptLook {
    static final Duration PAUSE = Duration.ofMillis(50);
    private static final int SHARE = 4;

    private static final Logger LOG = LoggerFactory.getLogger(PromptLook.class);

    private final ScheduledExecutorService executor;
    private final Runnable look;
    private final LongSupplier nanos;
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile long notBefore;

    /** @param nanos as {@link System#nanoTime()} */
    PromptLook(ScheduledExecutorService executor, Runnable look, LongSupplier nanos) {
        this.executor = executor;
        this.look = look;
        this.nanos = nanos;
        notBefore = nanos.getAsLong();
    }

    /** There is news; returns at once. */
    void ask() {
        if (!asked.compareAndSet(false, true)) {
            return;
        }
        try {
            executor.schedule(this::look, Math.max(0, notBefore - nanos.getAsLong()), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the alarms have ended; what came last is seen when they begin again");
        }
    }

    /** Looks, on the thread of the alarms. What comes from here on is news again. */
    void look() {
        asked.set(false);
        long begun = nanos.getAsLong();
        look.run();
        long ended = nanos.getAsLong();
        notBefore = ended + Math.max(PAUSE.toNanos(), SHARE * (ended - begun));
    }
}

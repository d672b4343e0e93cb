// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns the session's state; what is asked of it after its end is ignored.
 * Thread: any; what it is asked for runs on bms-mqtt-session.
 */
final class SessionThread implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(SessionThread.class);

    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
            1,
            task -> {
                Thread thread = new Thread(task, "bms-mqtt-session");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    SessionThread() {
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(guarded(task));
    }

    Future<?> later(Duration delay, Runnable task) {
        return executor.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Runs {@code last}, waits for it as long as {@code patience}, and ends; does nothing the second time. */
    void end(Runnable last, Duration patience) {
        if (executor.isShutdown()) {
            return;
        }
        try {
            executor.submit(guarded(last)).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("the MQTT session did not end within {} s; leaving it", patience.toSeconds());
        } catch (ExecutionException e) {
            throw new IllegalStateException("a guarded task does not throw", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        executor.shutdownNow();
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a defect in the MQTT session", e);
            }
        };
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that all state of the driver belongs to. Whatever is called through it completes normally: with its
 * result, or as a failure when the driver closes or has a defect. Thread: any.
 */
public final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final long CLOSE_SECONDS = 5;
    private static final Failure DEFECT =
            new Failure(ErrorCode.INTERNAL, "The BACnet driver has a defect; see the log, and report what it says");

    private final ScheduledExecutorService executor = executor("bms-bacnet-worker");
    private final Map<CompletableFuture<?>, Runnable> outstanding = new ConcurrentHashMap<>();

    /** An executor with one daemon thread of this name. Once it is shut down, it drops what was scheduled. */
    public static ScheduledExecutorService executor(String name) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    public ScheduledExecutorService executor() {
        return executor;
    }

    /** Runs the task soon, unless the driver has closed. */
    public void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.trace("closed; not run", e);
        }
    }

    /** Has the work done on the worker. */
    public <T> CompletionStage<T> call(Supplier<CompletionStage<T>> work, Function<Failure, T> failed, Failure closed) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable giveUp = () -> result.complete(failed.apply(closed));
        outstanding.put(result, giveUp);
        result.whenComplete((value, none) -> outstanding.remove(result));
        try {
            executor.execute(() -> start(work, failed, result));
        } catch (RejectedExecutionException e) {
            giveUp.run();
        }
        return result;
    }

    private static <T> void start(
            Supplier<CompletionStage<T>> work, Function<Failure, T> failed, CompletableFuture<T> result) {
        try {
            work.get().whenComplete((value, defect) -> {
                if (defect != null) {
                    LOG.error("the driver has a defect", defect);
                }
                result.complete(defect == null ? value : failed.apply(DEFECT));
            });
        } catch (RuntimeException e) { // the outermost frame of what was called
            LOG.error("the driver has a defect", e);
            result.complete(failed.apply(DEFECT));
        }
    }

    /** Runs {@code last} on the worker, ends it, and completes with {@code closed} whatever is left. */
    public void close(Runnable last) {
        CompletableFuture<Void> ran = new CompletableFuture<>();
        execute(() -> {
            last.run();
            ran.complete(null);
        });
        ran.completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS).join();
        executor.shutdown();
        outstanding.values().forEach(Runnable::run);
    }
}

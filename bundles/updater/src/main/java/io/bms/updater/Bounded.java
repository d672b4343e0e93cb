// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * What Karaf does with bundles, each of which may hold it up for ever, as one does whose stop() never returns. Whoever
 * asks waits no longer than this. Thread: any; the work is done on bms-updater-swap.
 *
 * @param most how long it may take
 */
record Bounded(Duration most) {
    /** What may take for ever. */
    @FunctionalInterface
    interface Work {
        void run() throws FeatureSwap.Failed;
    }

    /**
     * @param what of the time that it took: what has not ended
     * @throws FeatureSwap.Hung the time is over, and the work goes on, since nobody can end it
     */
    void run(Work work, Supplier<String> what) throws FeatureSwap.Failed {
        FutureTask<Void> task = new FutureTask<>(() -> {
            work.run();
            return null;
        });
        Thread thread = new Thread(task, "bms-updater-swap");
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new FeatureSwap.Hung(what.get() + " within " + most.toSeconds() + " seconds", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FeatureSwap.Failed("it was interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof FeatureSwap.Failed failed
                    ? failed
                    : new FeatureSwap.Failed(String.valueOf(e.getCause()), e.getCause());
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Judges an update that is on trial: it has to be ready within a time, and all its bundles still have to run a time
 * after that. If not, the process ends and asks to be started again, with what was before. The time is kept here,
 * outside of OSGi, where no bundle can hold it up. Thread: any.
 */
final class UpdateTrial {
    private final Updates updates;
    private final Duration readyWithin;
    private final Duration proof;
    private final ScheduledExecutorService executor;
    private final Runnable restart;
    private boolean ready;

    /**
     * @param readyWithin how long the start may take
     * @param proof how long it has to run once it is ready
     * @param executor runs short tasks
     * @param restart ends the process, and has it started again
     */
    UpdateTrial(
            Updates updates,
            Duration readyWithin,
            Duration proof,
            ScheduledExecutorService executor,
            Runnable restart) {
        this.updates = updates;
        this.readyWithin = readyWithin;
        this.proof = proof;
        this.executor = executor;
        this.restart = restart;
    }

    /** Nothing runs yet. Does nothing where no update is on trial, as all of this class. */
    synchronized void starting() {
        if (updates.onTrial()) {
            executor.schedule(this::requireReady, readyWithin.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** @param idle the bundles that do not run, by their names, when it is asked */
    synchronized void ready(Supplier<List<String>> idle) {
        ready = true;
        if (updates.onTrial()) {
            executor.schedule(() -> judge(idle.get()), proof.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /**
     * It ends by itself, as the framework does where bundles cannot be installed. Does nothing once it was ready.
     *
     * @return whether that was a trial that was not ready, so that the process has to be started again, with what was
     *     before
     */
    synchronized boolean ended() {
        if (ready || !updates.onTrial()) {
            return false;
        }
        takeBack("it ended before it was ready");
        return true;
    }

    private synchronized void requireReady() {
        if (!ready && updates.onTrial()) {
            fail("it was not ready within " + readyWithin.toSeconds() + " seconds");
        }
    }

    private synchronized void judge(List<String> idle) {
        if (!idle.isEmpty()) {
            fail("these parts of it did not run: " + String.join(", ", idle));
            return;
        }
        try {
            if (updates.stillWanted()) {
                updates.commit();
            } else {
                fail("by hand");
            }
        } catch (IOException e) {
            fail("it could not be recorded (" + e + ")");
        }
    }

    private void fail(String why) {
        takeBack(why);
        // Whatever ends the process asks this again, from another thread.
        executor.execute(restart);
    }

    private void takeBack(String why) {
        try {
            updates.takeBack(why);
        } catch (IOException e) {
            System.err.println("That the update is taken back cannot be recorded: " + e);
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import io.bms.update.folder.UpdateFolder;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The start of an update that is on trial, at most twice. It is counted, and the count is on the disk, before anything
 * of the update runs, so that one that kills the process or the machine is tried no third time. Thread: one at a time.
 */
final class TrialStart {
    private static final int MOST_STARTS = 2;

    private final UpdateFolder folder;
    private final Consumer<String> say;

    TrialStart(UpdateFolder folder, Consumer<String> say) {
        this.folder = folder;
        this.say = say;
    }

    /** What is to be started of an update. */
    @FunctionalInterface
    interface Needed<T> {
        /** @throws UpdateSet.Unusable it is not what was installed */
        T get() throws IOException, UpdateSet.Unusable;
    }

    /** Empty: it is over, which is recorded, or it is in force already. */
    <T> Optional<T> count(UpdateFolder.Trial trial, Needed<T> needed) throws IOException {
        if (folder.committed().equals(Optional.of(trial.id()))) {
            folder.forgetTrial();
            return Optional.empty();
        }
        if (trial.starts() >= MOST_STARTS) {
            fail(trial.id(), "it was started " + trial.starts() + " times and did not last");
            folder.forgetTrial();
            return Optional.empty();
        }
        try {
            T what = needed.get();
            int starts = trial.starts() + 1;
            folder.putOnTrial(trial.id(), starts);
            say.accept("The update " + trial.id() + " is on trial, start " + starts + " of " + MOST_STARTS + ".");
            return Optional.of(what);
        } catch (UpdateSet.Unusable e) {
            say.accept("The update " + trial.id() + " is refused: " + e.getMessage() + ".");
            folder.record(trial.id(), "refused: " + e.getMessage());
            folder.forgetTrial();
            return Optional.empty();
        }
    }

    /** An update did not prove itself. */
    void fail(String id, String why) throws IOException {
        say.accept("The update " + id + " is taken back: " + why + ".");
        folder.recordFailure(id, why);
    }
}

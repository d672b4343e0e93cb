// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import io.bms.disk.Disk;
import io.bms.update.folder.UpdateFolder;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which update the gateway starts with: one that is on trial, at most twice, else the one that is committed. The start
 * is counted, and the count is on the disk, before anything of the update runs, so that one that kills the process or
 * the machine is tried no third time. Thread: one at a time.
 */
final class Updates {
    private static final int MOST_STARTS = 2;

    private final Layout layout;
    private final UpdateFolder folder;
    private final Consumer<String> say;
    private Optional<UpdateSet> onTrial = Optional.empty();

    Updates(Disk disk, Layout layout, Clock clock, Consumer<String> say) {
        this.layout = layout;
        this.say = say;
        folder = new UpdateFolder(disk, layout.data(), clock);
    }

    /**
     * What to start with; empty for the distribution's own bundles.
     *
     * @param distribution {@link CacheFolder#distribution}
     */
    Optional<UpdateSet> choose(String distribution) throws IOException {
        folder.remember(distribution);
        endHot();
        Optional<UpdateFolder.Trial> trial = folder.trial();
        if (trial.isPresent()) {
            onTrial = tried(trial.get(), distribution);
        } else {
            folder.forgetTrial();
        }
        return onTrial.isPresent() ? onTrial : UpdateSet.inForce(layout, distribution, say);
    }

    /** The process ended while it tried an update in the running gateway. */
    private void endHot() throws IOException {
        Optional<String> hot = folder.hot();
        if (hot.isPresent() && !folder.committed().equals(hot)) {
            fail(hot.get(), "the gateway ended while it was tried");
        }
        if (hot.isPresent()) {
            folder.endHot();
        }
    }

    private Optional<UpdateSet> tried(UpdateFolder.Trial trial, String distribution) throws IOException {
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
            UpdateSet set = UpdateSet.read(layout, distribution, trial.id());
            int starts = trial.starts() + 1;
            folder.putOnTrial(trial.id(), starts);
            say.accept("The update " + trial.id() + " is on trial, start " + starts + " of " + MOST_STARTS + ".");
            return Optional.of(set);
        } catch (UpdateSet.Unusable e) {
            say.accept("The update " + trial.id() + " is refused: " + e.getMessage() + ".");
            folder.record(trial.id(), "refused: " + e.getMessage());
            folder.forgetTrial();
            return Optional.empty();
        }
    }

    boolean onTrial() {
        return onTrial.isPresent();
    }

    /** Nobody has taken it back by hand meanwhile, which was recorded then. */
    boolean stillWanted() throws IOException {
        return folder.trial()
                .filter(trial -> trial.id().equals(onTrial.orElseThrow().id()))
                .isPresent();
    }

    /** The update that is on trial has proved itself: in force from now on, and on the disk when this returns. */
    void commit() throws IOException {
        String id = onTrial.orElseThrow().id();
        folder.commit(id);
        say.accept("The update " + id + " is in force.");
        folder.record(id, "in force");
        folder.forgetTrial();
        onTrial = Optional.empty();
    }

    /** The update that is on trial has not proved itself: the next start is with what was before. */
    void takeBack(String why) throws IOException {
        String id = onTrial.orElseThrow().id();
        if (stillWanted()) {
            fail(id, why);
            folder.forgetTrial();
        } else {
            say.accept("The update " + id + " is taken back by hand.");
        }
        onTrial = Optional.empty();
    }

    private void fail(String id, String why) throws IOException {
        say.accept("The update " + id + " is taken back: " + why + ".");
        folder.recordFailure(id, why);
    }
}

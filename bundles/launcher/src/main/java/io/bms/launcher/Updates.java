// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import io.bms.disk.Disk;
import io.bms.update.folder.Distributions;
import io.bms.update.folder.UpdateFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which bundles the gateway starts with: those of an update that is on trial, else those of the one that is committed,
 * or the distribution's own. Thread: one at a time.
 */
final class Updates {
    private final Layout layout;
    private final UpdateFolder folder;
    private final Consumer<String> say;
    private final Distributions distributions;
    private final TrialStart start;
    private Optional<String> onTrial = Optional.empty();

    Updates(Disk disk, Layout layout, Clock clock, Consumer<String> say) {
        this.layout = layout;
        this.say = say;
        folder = new UpdateFolder(disk, layout.data(), clock);
        distributions = new Distributions(folder);
        start = new TrialStart(folder, say);
    }

    /**
     * What to start with; empty for the distribution's own bundles.
     *
     * @param distribution {@link CacheFolder#distribution}
     */
    Optional<UpdateSet> choose(String distribution) throws IOException {
        folder.remember(distribution);
        try {
            return triedOrInForce(distribution);
        } catch (UpdateFolder.Unreadable e) {
            say.accept("Which update is in force is not known: " + e.getMessage() + ". The gateway starts with the"
                    + " bundles of its distribution. If it stays so, delete that file and install the update again.");
            return Optional.empty();
        }
    }

    private Optional<UpdateSet> triedOrInForce(String distribution) throws IOException {
        endHot();
        recordMissed();
        Optional<UpdateFolder.Trial> trial = folder.trial();
        if (trial.isEmpty()) {
            folder.forgetTrial();
            return inForce(distribution);
        }
        Optional<UpdateSet> tried = tried(trial.get(), distribution);
        return onTrial.isPresent() ? tried : inForce(distribution);
    }

    /**
     * So that others know which distribution runs, and which was installed.
     *
     * @param factory where the latter lies, which is only read
     */
    void remember(Path factory) throws IOException {
        String key = CacheFolder.distribution(new Layout(factory, layout.data()));
        folder.remember(layout.home(), new UpdateFolder.Factory(key, factory));
    }

    /** The process ended while it tried an update in the running gateway. */
    private void endHot() throws IOException {
        Optional<String> hot = folder.hot();
        if (hot.isPresent() && !folder.committed().equals(hot)) {
            start.fail(hot.get(), "the gateway ended while it was tried");
        }
        if (hot.isPresent()) {
            folder.endHot();
        }
    }

    /** No reason not to start: the next one does it. */
    private void recordMissed() throws IOException {
        try {
            folder.recordMissed();
        } catch (UpdateFolder.Unreadable e) {
            throw e;
        } catch (IOException e) {
            say.accept("What became of an update cannot be recorded (" + e + ").");
        }
    }

    /** A distribution was chosen, and its start counted, by {@link Boot}. */
    private Optional<UpdateSet> tried(UpdateFolder.Trial trial, String distribution) throws IOException {
        if (distributions.brings(trial.id())) {
            if (distributions.tree(trial.id()).equals(Optional.of(layout.home()))) {
                onTrial = Optional.of(trial.id());
            }
            return Optional.empty();
        }
        Optional<UpdateSet> set = start.count(trial, () -> UpdateSet.read(layout, distribution, trial.id()));
        onTrial = set.map(UpdateSet::id);
        return set;
    }

    private Optional<UpdateSet> inForce(String distribution) throws IOException {
        Optional<String> committed = folder.committed();
        return committed.isPresent() && distributions.brings(committed.get())
                ? Optional.empty()
                : UpdateSet.inForce(layout, distribution, say);
    }

    boolean onTrial() {
        return onTrial.isPresent();
    }

    /** Nobody has taken it back by hand meanwhile, which was recorded then. */
    boolean stillWanted() throws IOException {
        return folder.trial()
                .filter(trial -> trial.id().equals(onTrial.orElseThrow()))
                .isPresent();
    }

    /** The update that is on trial has proved itself: in force from now on, and on the disk when this returns. */
    void commit() throws IOException {
        String id = onTrial.orElseThrow();
        folder.commit(id);
        say.accept("The update " + id + " is in force.");
        folder.record(id, UpdateFolder.IN_FORCE);
        folder.forgetTrial();
        onTrial = Optional.empty();
    }

    /** The update that is on trial has not proved itself: the next start is with what was before. */
    void takeBack(String why) throws IOException {
        String id = onTrial.orElseThrow();
        if (stillWanted()) {
            start.fail(id, why);
            folder.forgetTrial();
        } else {
            say.accept("The update " + id + " is taken back by hand.");
        }
        onTrial = Optional.empty();
    }
}

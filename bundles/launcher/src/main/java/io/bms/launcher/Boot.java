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
 * Which distribution starts, where updates brought some: one that is on trial, else the one of the update in force, or
 * the one that was installed. This one is that: {@code bin/bms run} asks it before each start, in a process of its own,
 * and nothing of another runs before it was compared, file by file, with the hashes that were written down when its
 * signature was verified, and its start counted. What was damaged since is taken back. That finds damage, and not
 * somebody who may write to the data folder. Thread: one.
 */
public final class Boot {
    private final Layout layout;
    private final UpdateFolder folder;
    private final Distributions distributions;
    private final Consumer<String> say;

    /** @param layout of the distribution that was installed */
    Boot(Disk disk, Layout layout, Clock clock, Consumer<String> say) {
        this.layout = layout;
        this.say = say;
        folder = new UpdateFolder(disk, layout.data(), clock);
        distributions = new Distributions(folder);
    }

    /** Prints where the distribution lies. Exit status 1: it cannot say; the launcher that was installed says why. */
    public static void main(String[] args) throws IOException {
        try {
            Layout layout = Layout.of(Path.of(System.getProperty("bms.home")), Path.of(System.getenv("BMS_DATA")));
            // One that runs already is not to lose its trial to somebody who starts another beside it.
            DataLock lock = DataLock.take(layout);
            try {
                System.out.println(new Boot(Disk.real(), layout, Clock.systemUTC(), System.err::println).choose());
            } finally {
                lock.close();
            }
        } catch (CannotStartException e) {
            System.exit(1);
        }
    }

    /** Where the distribution lies that is to be started now. */
    Path choose() throws IOException {
        String factory = CacheFolder.distribution(layout);
        try {
            return triedOrInForce(factory);
        } catch (UpdateFolder.Unreadable e) {
            say.accept("Which update is in force is not known: " + e.getMessage()
                    + ". The distribution that was installed starts.");
            return layout.home();
        }
    }

    private Path triedOrInForce(String factory) throws IOException {
        Optional<Path> tried = Optional.empty();
        try {
            tried = tried(factory);
        } catch (IOException e) {
            say.accept("The update on trial is not started, since that cannot be recorded (" + e + ").");
        }
        return tried.isPresent() ? tried.get() : inForce(factory);
    }

    /** An update of bundles is tried by the launcher, on the distribution in force. */
    private Optional<Path> tried(String factory) throws IOException {
        Optional<UpdateFolder.Trial> trial = folder.trial();
        return trial.isPresent() && distributions.brings(trial.get().id())
                ? new TrialStart(folder, say)
                        .count(trial.get(), () -> usable(trial.get().id(), factory))
                : Optional.empty();
    }

    private Path usable(String id, String factory) throws IOException, UpdateSet.Unusable {
        if (!distributions.isFor(id, factory)) {
            throw new UpdateSet.Unusable("another distribution was installed since; install an update that was made for"
                    + " that one, if there is one");
        }
        Optional<String> damage = distributions.damage(id);
        if (damage.isPresent()) {
            throw new UpdateSet.Unusable(damage.get());
        }
        return distributions.tree(id).orElseThrow();
    }

    private Path inForce(String factory) throws IOException {
        Optional<String> committed = folder.committed();
        Optional<String> damage = damage(committed, factory);
        if (damage.isEmpty()) {
            return home(committed, factory);
        }
        Optional<String> before = Optional.of(folder.before()).filter(id -> !id.equals(UpdateFolder.NONE));
        try {
            new TrialStart(folder, say).fail(committed.get(), damage.get());
            folder.rollBackDamaged();
        } catch (IOException e) {
            say.accept("That cannot be recorded (" + e + ").");
            return damage(before, factory).isEmpty() ? home(before, factory) : layout.home();
        }
        return inForce(factory);
    }

    /** Of the distribution that an update needs, if it needs one and that is used. */
    private Optional<String> damage(Optional<String> update, String factory) {
        try {
            Optional<String> under = under(update);
            return under.isPresent() && distributions.isFor(under.get(), factory)
                    ? distributions.damage(under.get())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of("what was written down of it cannot be read (" + e + ")");
        }
    }

    private Path home(Optional<String> update, String factory) throws IOException {
        Optional<String> under = under(update);
        if (under.isEmpty()) {
            return layout.home();
        }
        if (!distributions.isFor(under.get(), factory)) {
            say.accept("The update " + update.get() + " is not in force: another distribution was installed since,"
                    + " which starts.");
            return layout.home();
        }
        return distributions.tree(under.get()).orElseThrow();
    }

    private Optional<String> under(Optional<String> update) throws IOException {
        return update.isPresent() ? distributions.under(update.get()) : Optional.empty();
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import io.bms.disk.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which update the gateway starts with: one that is on trial, at most twice, else the one that is committed. The start
 * is counted, and the count is on the disk, before anything of the update runs, so that one that kills the process or
 * the machine is tried no third time. Thread: one at a time.
 */
final class Updates {
    /** What stands in the place of an update where there is none. */
    private static final String NONE = "distribution";

    private static final int MOST_STARTS = 2;
    private static final Pattern TRIAL = Pattern.compile("(\\S+) ([0-9])");
    private static final Pattern RELEASE = Pattern.compile("([0-9]{1,9})-.*");

    private final Disk disk;
    private final Layout layout;
    private final Clock clock;
    private final Consumer<String> say;
    private Optional<UpdateSet> onTrial = Optional.empty();

    Updates(Disk disk, Layout layout, Clock clock, Consumer<String> say) {
        this.disk = disk;
        this.layout = layout;
        this.clock = clock;
        this.say = say;
    }

    /**
     * What to start with; empty for the distribution's own bundles.
     *
     * @param distribution {@link CacheFolder#distribution}
     */
    Optional<UpdateSet> choose(String distribution) throws IOException {
        remember(distribution);
        Optional<String> trial = read("trial");
        if (trial.isPresent()) {
            onTrial = tried(trial.get(), distribution);
        }
        return onTrial.isPresent() ? onTrial : UpdateSet.inForce(layout, distribution, say);
    }

    /** So that an update is installed for what runs here. */
    private void remember(String distribution) throws IOException {
        disk.createFolders(layout.updates());
        if (!read("distribution").equals(Optional.of(distribution))) {
            replace("distribution", distribution);
        }
    }

    private Optional<UpdateSet> tried(String trial, String distribution) throws IOException {
        Matcher counted = TRIAL.matcher(trial);
        if (!counted.matches() || read("committed").equals(Optional.of(counted.group(1)))) {
            forgetTrial();
            return Optional.empty();
        }
        String id = counted.group(1);
        int starts = Integer.parseInt(counted.group(2));
        if (starts >= MOST_STARTS) {
            end(id, "taken back: it was started " + starts + " times and did not last");
            return Optional.empty();
        }
        try {
            UpdateSet set = UpdateSet.read(layout, distribution, id);
            replace("trial", id + " " + (starts + 1));
            say.accept("The update " + id + " is on trial, start " + (starts + 1) + " of " + MOST_STARTS + ".");
            return Optional.of(set);
        } catch (UpdateSet.Unusable e) {
            end(id, "refused: " + e.getMessage());
            return Optional.empty();
        }
    }

    boolean onTrial() {
        return onTrial.isPresent();
    }

    /** Nobody has taken it back by hand meanwhile. */
    boolean stillWanted() throws IOException {
        return read("trial")
                .filter(trial -> trial.startsWith(onTrial.orElseThrow().id() + " "))
                .isPresent();
    }

    /** The update that is on trial has proved itself: in force from now on, and on the disk when this returns. */
    void commit() throws IOException {
        UpdateSet set = onTrial.orElseThrow();
        replace("previous", read("committed").orElse(NONE));
        Matcher release = RELEASE.matcher(set.id());
        if (release.matches()) {
            int newest = read("newest").map(Integer::parseInt).orElse(0);
            replace("newest", Integer.toString(Math.max(newest, Integer.parseInt(release.group(1)))));
        }
        // The one step that counts.
        replace("committed", set.id());
        end(set.id(), "in force");
        onTrial = Optional.empty();
    }

    /** The update that is on trial has not proved itself: the next start is with what was before. */
    void takeBack(String why) throws IOException {
        end(onTrial.orElseThrow().id(), "taken back: " + why);
        onTrial = Optional.empty();
    }

    private void end(String id, String how) throws IOException {
        say.accept("The update " + id + " is " + how + ".");
        Path history = layout.updates().resolve("history");
        String line = clock.instant().truncatedTo(ChronoUnit.SECONDS) + " " + id + " " + how + "\n";
        disk.append(history, line.getBytes(StandardCharsets.UTF_8));
        disk.sync(history);
        forgetTrial();
    }

    private void forgetTrial() throws IOException {
        disk.delete(layout.updates().resolve("trial"));
        disk.sync(layout.updates());
    }

    private Optional<String> read(String name) throws IOException {
        Path file = layout.updates().resolve(name);
        return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    }

    private void replace(String name, String line) throws IOException {
        disk.replace(layout.updates().resolve(name), (line + "\n").getBytes(StandardCharsets.UTF_8));
    }
}

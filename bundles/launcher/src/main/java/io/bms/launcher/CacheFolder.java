// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import io.bms.disk.Disk;
import io.bms.disk.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Karaf's own data: installed bundles and features. It is a cache: all of it can be installed again from the
 * distribution and the update that is in force, which takes 0.2 s. It fits one build of the distribution at one place
 * with one update under one Java, so it lies in a folder named after the four. A folder of others is removed, and so is
 * one that a power cut or a kill may have left half changed, since Karaf and Felix do not notice: it is believed only
 * while it says that it is complete, which is on the disk after all else and goes before anything changes. What was
 * installed by hand otherwise stays for as long as the folder does.
 */
final class CacheFolder {
    private static final String BY_HAND = "by-hand";
    private static final int KEY_LENGTH = 16;

    private final Disk disk;
    /** Where Karaf keeps its data. */
    private final Path folder;

    private CacheFolder(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
    }

    /**
     * The folder for this build, with everything else of its kind removed, and an empty {@link #tmp()}.
     *
     * @param update what is installed in the place of the distribution's own bundles; empty if nothing is
     * @param say takes a sentence when something that was installed by hand goes with a folder
     */
    static CacheFolder prepare(Layout layout, String update, Consumer<String> say) throws IOException {
        return prepare(Disk.real(), layout, key(layout, update, System.getProperty("java.vm.version")), say);
    }

    /** @param key the name of the folder */
    static CacheFolder prepare(Disk disk, Layout layout, String key, Consumer<String> say) throws IOException {
        CacheFolder cache = new CacheFolder(disk, layout.caches().resolve(key));
        disk.createFolders(layout.caches());
        for (Path other : children(layout.caches())) {
            if (!other.equals(cache.folder) || !cache.isComplete()) {
                new CacheFolder(disk, other).remove(say);
            }
        }
        disk.deleteTree(cache.tmp());
        disk.createFolders(cache.tmp());
        return cache;
    }

    Path path() {
        return folder;
    }

    /** Emptied at each start: native libraries are unpacked here, and left behind when the process is killed. */
    Path tmp() {
        return folder.resolve("tmp");
    }

    private boolean isComplete() {
        return Files.exists(complete()) && Files.notExists(trial());
    }

    /**
     * Everything is installed: the next start may build on it. On the disk when this returns, after all that is in the
     * folder. While an update is on trial it is never so.
     */
    void markComplete() throws IOException {
        if (Files.exists(complete()) || Files.exists(trial())) {
            return;
        }
        disk.syncTree(folder, tmp());
        disk.sync(folder.getParent());
        disk.write(complete(), new byte[0]);
        disk.sync(folder);
    }

    /** The next start must not build on it until {@link #markComplete()}. On the disk when this returns. */
    void markChanging() throws IOException {
        if (Files.exists(complete())) {
            disk.delete(complete());
            disk.sync(folder);
        }
    }

    /**
     * Something is being installed by hand. On the disk when this returns.
     *
     * @param what the bundle, and what is done with it
     */
    void markChanging(String what) throws IOException {
        markChanging();
        if (Files.exists(trial())) {
            // Not by hand: an update is tried, and recorded elsewhere.
            return;
        }
        Path list = folder.resolve(BY_HAND);
        disk.append(list, (what + "\n").getBytes(StandardCharsets.UTF_8));
        disk.sync(list);
        disk.sync(folder);
    }

    /** First it is no longer complete, since it may be wanted again after only half of it was removed. */
    private void remove(Consumer<String> say) throws IOException {
        byHand().ifPresent(say);
        if (Files.isDirectory(folder)) {
            markChanging();
        }
        disk.deleteTree(folder);
    }

    /** What goes with this folder, as a sentence; empty if nothing was installed by hand. */
    private Optional<String> byHand() throws IOException {
        Path list = folder.resolve(BY_HAND);
        if (Files.notExists(list)) {
            return Optional.empty();
        }
        // a loss of power may have left something that is no text
        String changed = new String(Files.readAllBytes(list), StandardCharsets.UTF_8);
        return Optional.of("The gateway starts with the bundles of its distribution, since the distribution, its update"
                + " or Java is another, or an installation was cut short. What was changed by hand is undone; do it"
                + " again where it is still wanted: "
                + changed.lines().distinct().collect(Collectors.joining(", ")) + ".");
    }

    private Path complete() {
        return folder.resolve("complete");
    }

    /**
     * An update is about to be tried in the running gateway: the next start installs afresh, whatever became of it. On
     * the disk when this returns.
     */
    void markTrial() throws IOException {
        disk.write(trial(), new byte[0]);
        disk.sync(folder);
        markChanging();
    }

    private Path trial() {
        return folder.resolve("trial");
    }

    /** Tells builds apart by what lies in them: name, size and time of each file. */
    static String key(Layout layout, String update, String java) throws IOException {
        return digest(distribution(layout) + '\n' + layout.data() + '\n' + update + '\n' + java);
    }

    /** The build of the distribution, and where it lies; the same for as long as nobody touches it. */
    static String distribution(Layout layout) throws IOException {
        StringBuilder listing = new StringBuilder().append(layout.home());
        // A key that the vendor adds changes nothing of what runs.
        Path keys = layout.home().resolve("lib/update-keys");
        for (String part : List.of("system", "lib", "etc")) {
            try (Stream<Path> tree = Files.walk(layout.home().resolve(part))) {
                for (Path file : tree.filter(Files::isRegularFile)
                        .filter(file -> !file.startsWith(keys))
                        .sorted()
                        .toList()) {
                    listing.append('\n')
                            .append(file)
                            .append(' ')
                            .append(Files.size(file))
                            .append(' ')
                            .append(Files.getLastModifiedTime(file).toMillis());
                }
            }
        }
        return digest(listing.toString());
    }

    private static String digest(String listing) {
        return Sha256.of(listing.getBytes(StandardCharsets.UTF_8)).substring(0, KEY_LENGTH);
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList();
        }
    }
}

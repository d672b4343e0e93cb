// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import io.bms.disk.Disk;
import io.bms.update.folder.Distributions;
import io.bms.update.folder.UpdateFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts a verified package where launcher and updater find it. Until it is put on trial, by one rename, nothing of it is
 * in use, and all that it needs is on the disk before. What no update needs any more is removed first, so that there
 * are at most the one in force, the one before it and the new one. Of a distribution all files are brought together in
 * a box of its own; one that was unpacked for the update before may have to make room for it.
 */
public final class Staging {
    private static final long MIB = 1 << 20;
    /** What the gateway goes on writing meanwhile. */
    private static final long RESERVE_BYTES = 64 * MIB;

    private final Disk disk;
    private final UpdateFolder folder;
    private final Path home;
    private final Path data;
    private final Path repository;
    private final Distributions distributions;

    public Staging(Disk disk, UpdateFolder folder, Path home, Path data) {
        this.disk = disk;
        this.folder = folder;
        this.home = home;
        this.data = data;
        repository = UpdateFolder.repository(data);
        distributions = new Distributions(folder);
    }

    /**
     * Stages it; {@link UpdateFolder#putOnTrial} has the next start try it.
     *
     * @param incoming what the package carries; in the same file system
     */
    public void stage(VerifiedPackage verified, Path incoming) throws IOException, RefusedException {
        String distribution = folder.distribution()
                .orElseThrow(() -> new RefusedException("The gateway has not run on this data folder yet."
                        + " Start it once, so that it is known for which distribution the update is installed."));
        if (folder.hot().isPresent()
                || folder.trial().filter(trial -> trial.starts() > 0).isPresent()) {
            throw new RefusedException("Another update is on trial. Wait until it is in force or taken back, or take it"
                    + " back yourself: bms update-rollback");
        }
        requireThatRunsWhatIsInForce();
        boolean whole = verified.manifest().kind() == UpdateManifest.Kind.DISTRIBUTION;
        if (whole) {
            requireFactory();
            requireRoom(verified.manifest(), distributions.next());
        }
        folder.forgetTrial();
        disk.syncTree(incoming);
        disk.sync(folder.folder());
        if (whole) {
            stageDistribution(verified, incoming);
        } else {
            stageBundles(verified, incoming, distribution);
        }
        disk.syncTree(folder.folder(), incoming);
        keepKeys(verified.keys());
    }

    /** What is installed is for the distribution that runs, and what is in force is what it goes back to. */
    private void requireThatRunsWhatIsInForce() throws IOException, RefusedException {
        Optional<String> inForce = distributions.inForce();
        Optional<Path> tree = inForce.isPresent() ? distributions.tree(inForce.get()) : Optional.empty();
        if (!distributions.brought(home).equals(tree)) {
            throw new RefusedException(
                    "Another distribution is in force than the one that runs. Restart the gateway" + " first.");
        }
    }

    private void stageBundles(VerifiedPackage verified, Path incoming, String distribution) throws IOException {
        sweep();
        bring(verified.manifest(), incoming);
        Path set = set(verified);
        disk.write(set.resolve("SHA256SUMS"), bytes(sums(verified.manifest(), this::isBrought)));
        String on = distributions.inForce().map(id -> "on=" + id + "\n").orElse("");
        disk.write(
                set.resolve("set.properties"),
                bytes("distribution=" + distribution + "\n" + on + "repository="
                        + verified.manifest().featuresUri() + "\nfeature=bms-gateway/"
                        + verified.manifest().version() + "\n"));
    }

    private void stageDistribution(VerifiedPackage verified, Path incoming) throws IOException, RefusedException {
        UpdateFolder.Factory factory = requireFactory();
        Path box = distributions.next();
        if (!distributions.unused().contains(box)) {
            folder.forgetPrevious();
        }
        sweep();
        bringTree(verified.manifest(), incoming, box);
        Path set = set(verified);
        disk.write(set.resolve(Distributions.LIST), bytes(sums(verified.manifest(), file -> true)));
        disk.write(
                set.resolve("set.properties"),
                bytes(Distributions.properties(box, factory) + "feature=bms-gateway/"
                        + verified.manifest().version() + "\n"));
    }

    private UpdateFolder.Factory requireFactory() throws IOException, RefusedException {
        return folder.factory()
                .orElseThrow(() -> new RefusedException(
                        "It is not known which distribution was installed. Restart the gateway first."));
    }

    /** What the package carries lies on the disk already. */
    private void requireRoom(UpdateManifest manifest, Path box) throws IOException, RefusedException {
        long needed = RESERVE_BYTES;
        for (ListedFile file : manifest.files()) {
            needed += manifest.carried().contains(file.path()) ? 0 : file.sizeBytes();
        }
        for (Path file : files(box)) {
            needed -= Files.size(file);
        }
        long free = disk.free(data);
        if (free < needed) {
            throw new RefusedException("There are " + free / MIB + " MiB free on the disk of " + data
                    + ", and unpacking the distribution needs " + (needed + MIB - 1) / MIB + ". Make room first.");
        }
    }

    /** All of it is on the disk when this returns, and nothing else is in the box. */
    private void bringTree(UpdateManifest manifest, Path incoming, Path box) throws IOException {
        Trees trees = Trees.of(home, folder);
        for (ListedFile file : manifest.files()) {
            Path target = box.resolve(file.path());
            disk.createFolders(target.getParent());
            if (manifest.carried().contains(file.path())) {
                disk.move(incoming.resolve(file.path()), target);
            } else {
                disk.copy(trees.find(file).orElseThrow(() -> new NoSuchFileException(file.path())), target);
            }
        }
        disk.syncTree(distributions.folder());
        disk.sync(data);
    }

    private Path set(VerifiedPackage verified) throws IOException {
        Path set = folder.sets().resolve(verified.id());
        disk.createFolders(set);
        disk.write(set.resolve("manifest.json"), verified.manifestBytes());
        return set;
    }

    /** From now on no older list counts, whatever becomes of the update. One that is known is no reason to refuse. */
    private void keepKeys(Optional<SignedList> list) throws IOException {
        try {
            if (list.isPresent()) {
                VendorKeys.of(home, data).keep(disk, data, list.get());
            }
        } catch (RefusedException e) {
            // The package was signed by somebody whose key is known without it.
        }
    }

    private void bring(UpdateManifest manifest, Path incoming) throws IOException {
        for (String path : manifest.carried()) {
            Path target = repository.resolve(path);
            if (Files.notExists(target)) {
                disk.createFolders(target.getParent());
                disk.move(incoming.resolve(path), target);
            }
        }
    }

    /** The distribution has it not. */
    private boolean isBrought(ListedFile file) {
        return Files.notExists(home.resolve("system").resolve(file.path()));
    }

    /** As sha256sum writes and checks it. */
    private static String sums(UpdateManifest manifest, Predicate<ListedFile> which) {
        return manifest.files().stream()
                .filter(which)
                .map(file -> file.sha256() + "  " + file.path() + "\n")
                .collect(Collectors.joining());
    }

    private void sweep() throws IOException {
        for (Path box : distributions.unused()) {
            disk.deleteTree(box);
        }
        Set<String> kept = folder.kept();
        Set<Path> needed = new HashSet<>();
        for (Path set : children(folder.sets())) {
            if (!kept.contains(set.getFileName().toString())) {
                disk.deleteTree(set);
                continue;
            }
            folder.files(set.getFileName().toString()).forEach(path -> needed.add(repository.resolve(path)));
        }
        for (Path file : files(repository)) {
            if (!needed.contains(file)) {
                disk.delete(file);
            }
        }
    }

    /** What is in force from the next start on, for people. */
    String rollBack() throws IOException, RefusedException {
        Optional<UpdateFolder.Trial> trial = folder.trial();
        if (trial.isPresent()) {
            folder.endTrialByHand(trial.get().id());
            return named(folder.committed().orElse(UpdateFolder.NONE));
        }
        if (folder.committed().isEmpty()) {
            throw new RefusedException("No update is in force; there is nothing to take back.");
        }
        return named(folder.rollBackByHand());
    }

    private static String named(String id) {
        return id.equals(UpdateFolder.NONE) ? "the distribution without an update" : "the update " + id;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<Path> children(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList();
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(Files::isRegularFile).toList();
        }
    }
}

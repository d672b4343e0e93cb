// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import io.bms.disk.Disk;
import io.bms.update.folder.UpdateFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts a verified package where launcher and updater find it. Until it is put on trial, by one rename, nothing of it is
 * in use, and all that it needs is on the disk before. What no update needs any more is removed first, so that there
 * are at most the one in force, the one before it and the new one.
 */
public final class Staging {
    private final Disk disk;
    private final UpdateFolder folder;
    private final Path home;
    private final Path data;
    private final Path repository;

    public Staging(Disk disk, UpdateFolder folder, Path home, Path data) {
        this.disk = disk;
        this.folder = folder;
        this.home = home;
        this.data = data;
        repository = UpdateFolder.repository(data);
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
        folder.forgetTrial();
        sweep();
        disk.syncTree(incoming);
        disk.sync(folder.folder());
        bring(verified.manifest(), incoming);
        Path set = folder.sets().resolve(verified.id());
        disk.createFolders(set);
        disk.write(set.resolve("manifest.json"), verified.manifestBytes());
        disk.write(set.resolve("SHA256SUMS"), bytes(sums(verified.manifest())));
        disk.write(
                set.resolve("set.properties"),
                bytes("distribution=" + distribution + "\nrepository="
                        + verified.manifest().featuresUri() + "\nfeature=bms-gateway/"
                        + verified.manifest().version() + "\n"));
        disk.syncTree(folder.folder(), incoming);
        keepKeys(verified.keys());
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

    /** As sha256sum writes and checks it: what the set needs and the distribution has not. */
    private String sums(UpdateManifest manifest) {
        return manifest.files().stream()
                .filter(file -> Files.notExists(home.resolve("system").resolve(file.path())))
                .map(file -> file.sha256() + "  " + file.path() + "\n")
                .collect(Collectors.joining());
    }

    private void sweep() throws IOException {
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
        String now = folder.committed()
                .orElseThrow(() -> new RefusedException("No update is in force; there is nothing to take back."));
        String before = folder.rollBack();
        folder.recordByHand(now);
        return named(before);
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

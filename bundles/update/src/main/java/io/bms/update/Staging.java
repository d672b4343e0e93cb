// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import io.bms.disk.Disk;
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
 * Puts a verified package where the launcher finds it. Until the last step, one rename, nothing of it is in use, and
 * all that it needs is on the disk before. What no update needs any more is removed first, so that there are at most
 * the one in force, the one before it and the new one.
 */
final class Staging {
    private static final String NONE = "distribution";

    private final Disk disk;
    private final Path home;
    private final Path updates;
    private final Path repository;
    private final Path sets;

    Staging(Disk disk, Path home, Path data) {
        this.disk = disk;
        this.home = home;
        updates = data.resolve("updates");
        repository = Base.repository(data);
        sets = updates.resolve("sets");
    }

    /** @param incoming what the package carries; in the same file system */
    void stage(VerifiedPackage verified, Path incoming) throws IOException, RefusedException {
        String distribution = read("distribution")
                .orElseThrow(() -> new RefusedException("The gateway has not run on this data folder yet."
                        + " Start it once, so that it is known for which distribution the update is installed."));
        Optional<String> trial = read("trial");
        if (trial.isPresent() && !trial.get().endsWith(" 0")) {
            throw new RefusedException("Another update is on trial. Wait until it is in force or taken back, or take it"
                    + " back yourself: bms update-rollback");
        }
        disk.delete(updates.resolve("trial"));
        disk.sync(updates);
        sweep();
        disk.syncTree(incoming);
        disk.sync(updates);
        bring(verified.manifest(), incoming);
        Path set = sets.resolve(verified.id());
        disk.createFolders(set);
        disk.write(set.resolve("manifest.json"), verified.manifestBytes());
        disk.write(set.resolve("SHA256SUMS"), bytes(sums(verified.manifest())));
        disk.write(
                set.resolve("set.properties"),
                bytes("distribution=" + distribution + "\nrepository="
                        + verified.manifest().featuresUri() + "\nfeature=bms-gateway/"
                        + verified.manifest().version() + "\n"));
        disk.syncTree(updates, incoming);
        disk.replace(updates.resolve("trial"), bytes(verified.id() + " 0\n"));
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
        Set<String> kept = new HashSet<>();
        read("committed").ifPresent(kept::add);
        read("previous").ifPresent(kept::add);
        Set<Path> needed = new HashSet<>();
        for (Path set : children(sets)) {
            if (!kept.contains(set.getFileName().toString())) {
                disk.deleteTree(set);
                continue;
            }
            for (String line : Files.readAllLines(set.resolve("SHA256SUMS"))) {
                needed.add(repository.resolve(line.substring(line.indexOf("  ") + 2)));
            }
        }
        for (Path file : files(repository)) {
            if (!needed.contains(file)) {
                disk.delete(file);
            }
        }
    }

    /** What is in force from the next start on, for people. */
    String rollBack() throws IOException, RefusedException {
        Optional<String> trial = read("trial");
        if (trial.isPresent()) {
            disk.delete(updates.resolve("trial"));
            disk.sync(updates);
            return named(read("committed").orElse(NONE));
        }
        String committed = read("committed")
                .orElseThrow(() -> new RefusedException("No update is in force; there is nothing to take back."));
        String previous = read("previous").orElse(NONE);
        if (previous.equals(committed)) {
            previous = NONE;
        }
        if (previous.equals(NONE)) {
            disk.delete(updates.resolve("committed"));
            disk.sync(updates);
        } else {
            disk.replace(updates.resolve("committed"), bytes(previous + "\n"));
            // There is nothing before that one any more.
            disk.replace(updates.resolve("previous"), bytes(NONE + "\n"));
        }
        return named(previous);
    }

    private static String named(String id) {
        return id.equals(NONE) ? "the distribution without an update" : "the update " + id;
    }

    private Optional<String> read(String name) throws IOException {
        Path file = updates.resolve(name);
        return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
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

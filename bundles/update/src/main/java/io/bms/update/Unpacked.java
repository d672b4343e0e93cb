// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * What gateways have already: a distribution, and the packages since, oldest first, unpacked for as long as this is
 * open. Our own files: nothing in them is verified.
 */
final class Unpacked implements Closeable {
    private final List<Path> folders = new ArrayList<>();
    private final List<Path> repositories = new ArrayList<>();
    private Optional<Path> tree = Optional.empty();

    /** Where bundles are, in Maven's layout, the newest first. */
    List<Path> repositories() {
        return List.copyOf(repositories);
    }

    /** The newest distribution, whole. */
    Optional<Path> tree() {
        return tree;
    }

    /** @param base a distribution, packed or not, or a package */
    void add(Path base) throws IOException, RefusedException {
        if (Files.isDirectory(base.resolve("system"))) {
            begin(base);
            return;
        }
        if (!Files.isRegularFile(base)) {
            throw new RefusedException(
                    "There is no base " + base
                            + ". Name a distribution (unpacked, or its tar.gz) and the packages since, with commas: -Dbms.base=…");
        }
        Path folder = Files.createTempDirectory("bms-base");
        folders.add(folder);
        if (base.toString().endsWith(".bmsu")) {
            add(base, folder);
        } else {
            untar(base, folder);
            begin(folder);
        }
    }

    /** Upon this one, and nothing that was before, the next packages build. */
    private void begin(Path distribution) {
        repositories.clear();
        repositories.add(distribution.resolve("system"));
        tree = Optional.of(distribution);
    }

    private void add(Path file, Path folder) throws IOException, RefusedException {
        unzip(file, folder);
        UpdateManifest manifest = UpdateManifest.parse(Files.readAllBytes(folder.resolve(PackageReader.MANIFEST)));
        Path brought = folder.resolve(manifest.kind().folder());
        if (manifest.kind() == UpdateManifest.Kind.BUNDLES) {
            repositories.add(0, brought);
            return;
        }
        Path before = tree.orElseThrow(
                () -> new RefusedException("Name a distribution before " + file + ", which builds upon one."));
        for (ListedFile listed : manifest.files()) {
            Path target = brought.resolve(listed.path());
            if (Files.notExists(target)) {
                Files.createDirectories(target.getParent());
                Files.copy(before.resolve(listed.path()), target);
            }
        }
        begin(brought);
    }

    private static void unzip(Path file, Path folder) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (target.startsWith(folder)) {
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static void untar(Path file, Path folder) throws IOException, RefusedException {
        Process tar = new ProcessBuilder(
                        "tar", "-xzf", file.toString(), "-C", folder.toString(), "--strip-components=1")
                .redirectErrorStream(true)
                .start();
        try (InputStream said = tar.getInputStream()) {
            String why = new String(said.readAllBytes(), StandardCharsets.UTF_8);
            if (tar.waitFor() != 0) {
                throw new RefusedException("The base " + file + " cannot be unpacked: " + why.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        for (Path folder : folders) {
            try (Stream<Path> tree = Files.walk(folder)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}

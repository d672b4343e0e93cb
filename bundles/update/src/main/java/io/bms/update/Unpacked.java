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
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Distributions and packages, unpacked for as long as this is open. Our own files: nothing in them is verified. */
final class Unpacked implements Closeable {
    private final List<Path> folders = new ArrayList<>();

    /** What a distribution, packed or not, or a package brings, in Maven's layout. */
    Path repository(Path base) throws IOException, RefusedException {
        if (Files.isDirectory(base.resolve("system"))) {
            return base.resolve("system");
        }
        if (!Files.isRegularFile(base)) {
            throw new RefusedException(
                    "There is no base " + base
                            + ". Name a distribution (unpacked, or its tar.gz) and the packages since, with commas: -Dbms.base=…");
        }
        Path folder = Files.createTempDirectory("bms-base");
        folders.add(folder);
        return base.toString().endsWith(".bmsu") ? carried(base, folder) : system(base, folder);
    }

    private static Path carried(Path file, Path folder) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (target.startsWith(folder) && entry.getName().startsWith(PackageReader.REPOSITORY)) {
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return folder.resolve(PackageReader.REPOSITORY);
    }

    private static Path system(Path file, Path folder) throws IOException, RefusedException {
        Process tar = new ProcessBuilder(
                        "tar",
                        "-xzf",
                        file.toString(),
                        "-C",
                        folder.toString(),
                        "--strip-components=1",
                        "--wildcards",
                        "*/system")
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
        return folder.resolve("system");
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

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Karaf's own data: installed bundles and features. It fits one build of the distribution at one place,
 * so it lies in a folder named after both; a folder of another build, and one whose first start was cut
 * short, is removed. What was installed by hand into the running gateway stays for as long as the build does.
 */
final class CacheFolder {
    /** Where Karaf keeps its data. */
    private final Path folder;

    private CacheFolder(Path folder) {
        this.folder = folder;
    }

    /** The folder for this build, with everything else of its kind removed, and an empty {@link #tmp()}. */
    static CacheFolder prepare(Layout layout) throws IOException {
        Path folder = layout.caches().resolve(key(layout));
        CacheFolder cache = new CacheFolder(folder);
        Files.createDirectories(layout.caches());
        for (Path other : children(layout.caches())) {
            if (!other.equals(folder) || Files.notExists(cache.complete())) {
                delete(other);
            }
        }
        delete(cache.tmp());
        Files.createDirectories(cache.tmp());
        return cache;
    }

    Path path() {
        return folder;
    }

    /** Emptied at each start: native libraries are unpacked here, and left behind when the process is killed. */
    Path tmp() {
        return folder.resolve("tmp");
    }

    /** Everything is installed: the next start may build on it. */
    void markComplete() throws IOException {
        Files.writeString(complete(), "");
    }

    private Path complete() {
        return folder.resolve("complete");
    }

    /** Tells builds apart by what lies in them: name, size and time of each file. */
    private static String key(Layout layout) throws IOException {
        StringBuilder listing =
                new StringBuilder().append(layout.home()).append('\n').append(layout.data());
        for (String part : List.of("system", "lib", "etc")) {
            try (Stream<Path> tree = Files.walk(layout.home().resolve(part))) {
                for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
                    listing.append('\n')
                            .append(file)
                            .append(' ')
                            .append(Files.size(file))
                            .append(' ')
                            .append(Files.getLastModifiedTime(file).toMillis());
                }
            }
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(listing.toString().getBytes(StandardCharsets.UTF_8));
            return String.format("%064x", new BigInteger(1, digest)).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList();
        }
    }

    private static void delete(Path tree) throws IOException {
        if (Files.notExists(tree)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}

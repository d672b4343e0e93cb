// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Karaf's own data: installed bundles and features. It fits one build of the distribution at one place under one Java,
 * so it lies in a folder named after the three. A folder of others is removed, and so is one that a power cut or a
 * kill may have left half changed, since Karaf and Felix do not notice: at the first start, and while something was
 * installed by hand into the running gateway. What was so installed otherwise stays for as long as the folder does.
 */
final class CacheFolder {
    private static final String BY_HAND = "by-hand";

    /** Where Karaf keeps its data. */
    private final Path folder;

    private CacheFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * The folder for this build, with everything else of its kind removed, and an empty {@link #tmp()}.
     *
     * @param say takes a sentence when something that was installed by hand goes with a folder
     */
    static CacheFolder prepare(Layout layout, Consumer<String> say) throws IOException {
        Path folder = layout.caches().resolve(key(layout, System.getProperty("java.vm.version")));
        CacheFolder cache = new CacheFolder(folder);
        Files.createDirectories(layout.caches());
        for (Path other : children(layout.caches())) {
            if (!other.equals(folder) || Files.notExists(cache.complete())) {
                new CacheFolder(other).byHand().ifPresent(say);
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

    /**
     * Something is being installed: until {@link #markComplete()} the next start must not build on it. On the disk when
     * this returns.
     *
     * @param what the bundle, and what is done with it
     */
    void markChanging(String what) throws IOException {
        Files.deleteIfExists(complete());
        try (FileChannel list =
                FileChannel.open(folder.resolve(BY_HAND), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            list.write(ByteBuffer.wrap((what + "\n").getBytes(StandardCharsets.UTF_8)));
            list.force(true);
        }
        try (FileChannel directory = FileChannel.open(folder)) {
            directory.force(true);
        }
    }

    /** What goes with this folder, as a sentence; empty if nothing was installed by hand. */
    private Optional<String> byHand() throws IOException {
        Path list = folder.resolve(BY_HAND);
        if (Files.notExists(list)) {
            return Optional.empty();
        }
        return Optional.of("The gateway starts with the bundles of its distribution, since the distribution or Java is"
                + " another, or an installation was cut short. What was changed by hand is undone; do it again where"
                + " it is still wanted: "
                + Files.readAllLines(list).stream().distinct().collect(Collectors.joining(", ")) + ".");
    }

    private Path complete() {
        return folder.resolve("complete");
    }

    /** Tells builds apart by what lies in them: name, size and time of each file. */
    static String key(Layout layout, String java) throws IOException {
        StringBuilder listing = new StringBuilder()
                .append(layout.home())
                .append('\n')
                .append(layout.data())
                .append('\n')
                .append(java);
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

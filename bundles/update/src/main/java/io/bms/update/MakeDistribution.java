// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import io.bms.disk.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A package of a whole distribution: which files are in it, and whether there has to be one. */
final class MakeDistribution {
    /** Nothing else that may lie in an unpacked one belongs to it. */
    private static final List<String> PARTS = List.of("VERSION", "bin", "etc", "lib", "system");
    /** What Karaf is started with. Where a file of them changes, bundles alone do not do. */
    private static final List<String> STARTS =
            List.of("bin/bms", "etc", "lib/boot", "lib/ext", "lib/jdk9plus", "lib/launcher", "system");
    /** An operator's settings, which no update touches. */
    private static final Pattern OPERATORS = Pattern.compile("etc/(io\\.bms\\..*|org\\.ops4j\\.pax\\.logging)\\.cfg");

    private static final String OURS = "system/io/bms/";
    /** The version of the features, in Karaf's settings. */
    private static final Pattern VERSION = Pattern.compile("bms-(features|gateway)/[0-9A-Za-z.-]+");

    private final Path build;
    private final Path base;

    /**
     * @param build a distribution, unpacked
     * @param base the one that gateways have
     */
    MakeDistribution(Path build, Path base) {
        this.build = build;
        this.base = base;
    }

    /** A file that has changed, and that no package of bundles brings. */
    Optional<String> needed() throws IOException {
        Set<String> named = new HashSet<>();
        named.addAll(named(build));
        named.addAll(named(base));
        Predicate<String> starts =
                path -> !path.startsWith(OURS) && !OPERATORS.matcher(path).matches() && !named.contains(path);
        Set<String> paths = new TreeSet<>(files(build, STARTS));
        paths.addAll(files(base, STARTS));
        for (String path : paths.stream().filter(starts).toList()) {
            if (!same(build.resolve(path), base.resolve(path))) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    /** What our features name: libraries that a package of bundles brings. */
    private static Set<String> named(Path home) throws IOException {
        Set<String> named = new HashSet<>();
        for (MavenUri uri : uris(home)) {
            named.add("system/" + uri.path());
        }
        return named;
    }

    private static Set<MavenUri> uris(Path home) throws IOException {
        Set<MavenUri> uris = new HashSet<>();
        for (String path : files(home, List.of(OURS + "bms-features"))) {
            if (path.endsWith("-features.xml")) {
                Matcher uri = MavenUri.PATTERN.matcher(Files.readString(home.resolve(path)));
                while (uri.find()) {
                    uris.add(MavenUri.of(uri));
                }
            }
        }
        return uris;
    }

    private static Set<String> files(Path home, List<String> parts) throws IOException {
        Set<String> files = new TreeSet<>();
        for (String part : parts) {
            if (Files.exists(home.resolve(part))) {
                try (Stream<Path> tree = Files.walk(home.resolve(part))) {
                    tree.filter(Files::isRegularFile)
                            .forEach(file -> files.add(home.relativize(file).toString()));
                }
            }
        }
        return files;
    }

    private static boolean same(Path one, Path other) throws IOException {
        if (Files.notExists(one) || Files.notExists(other)) {
            return false;
        }
        return MakeProgram.equal(one, other)
                || !one.toString().endsWith(".jar") && text(one).equals(text(other));
    }

    private static String text(Path file) throws IOException {
        return VERSION.matcher(Files.readString(file, StandardCharsets.ISO_8859_1))
                .replaceAll("");
    }

    /**
     * Lists all of its files. Those that the base has not are carried.
     *
     * @throws RefusedException its tables are none that the base can go on with
     */
    void into(Map<String, ListedFile> listed, Map<String, Path> carried) throws IOException, RefusedException {
        WayBack tables = new WayBack(build.resolve("system"), List.of(base.resolve("system")));
        for (MavenUri uri : uris(build)) {
            if (uri.type().equals("jar")) {
                tables.require(uri);
            }
        }
        for (String path : files(build, PARTS)) {
            Path file = build.resolve(path);
            listed.put(path, new ListedFile(path, Sha256.of(file), Files.size(file)));
            Path there = base.resolve(path);
            if (Files.notExists(there) || Files.mismatch(there, file) >= 0) {
                carried.put(path, file);
            }
        }
    }
}

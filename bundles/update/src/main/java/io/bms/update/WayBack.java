// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Holds a build to tables that what it is to replace can go on with. */
final class WayBack {
    private final Path build;
    private final List<Path> bases;

    /**
     * @param build the repository of the new build, in Maven's layout
     * @param bases the repositories of what gateways have already, the newest first
     */
    WayBack(Path build, List<Path> bases) {
        this.build = build;
        this.bases = List.copyOf(bases);
    }

    /**
     * The version before could not read its own databases any more, so the update could not be taken back.
     *
     * @param wanted a bundle of the build
     * @throws RefusedException it cannot
     */
    void require(MavenUri wanted) throws IOException, RefusedException {
        Map<String, SchemaVersions.Tables> now = SchemaVersions.of(wanted.in(build), jars(build));
        for (Path base : bases) {
            for (String older : versions(base, wanted)) {
                Path before = wanted.withVersion(older).in(base);
                if (Files.exists(before)) {
                    Map<String, SchemaVersions.Tables> then =
                            SchemaVersions.of(before, jars(bases.get(bases.size() - 1)));
                    if (!SchemaVersions.canGoBack(then, now)) {
                        throw new RefusedException(wanted.artifact() + " changes its tables (versions " + then + " to "
                                + now + "), which the version before cannot read, so that nothing could be taken back."
                                + " Only add to them, and have its Schema say from which version on they can be read;"
                                + " or release it as a distribution that is installed by hand.");
                    }
                    return;
                }
            }
        }
    }

    /** The versions that a repository has of an artifact. */
    static List<String> versions(Path repository, MavenUri of) throws IOException {
        Path folder = repository.resolve(of.folder());
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> versions = Files.list(folder)) {
            return versions.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static List<Path> jars(Path repository) throws IOException {
        try (Stream<Path> tree = Files.walk(repository)) {
            return tree.filter(path -> path.toString().endsWith(".jar")).toList();
        }
    }
}

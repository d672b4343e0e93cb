// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import io.bms.disk.Sha256;
import io.bms.update.folder.UpdateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/** What a gateway has already: the files of its distribution, and of the updates that it keeps. */
public final class Base {
    private final List<Path> repositories;
    /** Whether a file counts as there. */
    private final BiPredicate<Path, String> counts;

    /** @param repositories in Maven's layout, in the order in which they are searched */
    public Base(List<Path> repositories) {
        this(repositories, (repository, path) -> true);
    }

    private Base(List<Path> repositories, BiPredicate<Path, String> counts) {
        this.repositories = List.copyOf(repositories);
        this.counts = counts;
    }

    /** Of a distribution and a data folder. */
    public static Base of(Path home, Path data) {
        return new Base(List.of(home.resolve("system"), repository(data)));
    }

    /** @param needed of the files of updates, those that count, by their paths */
    static Base of(Path home, Path data, Set<String> needed) {
        Path updates = repository(data);
        return new Base(
                List.of(home.resolve("system"), updates),
                (repository, path) -> !repository.equals(updates) || needed.contains(path));
    }

    /** Where the files of updates lie. */
    public static Path repository(Path data) {
        return UpdateFolder.repository(data);
    }

    public Optional<Path> find(String path) {
        return repositories.stream()
                .filter(repository -> counts.test(repository, path))
                .map(repository -> repository.resolve(path))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /**
     * Looks whether package and gateway together have all that the manifest lists, and nothing twice.
     *
     * @param newest the newest release that was in force here, 0 if there was none
     * @throws RefusedException the package is not for this gateway
     */
    public void require(UpdateManifest manifest, int newest) throws IOException, RefusedException {
        manifest.requireAfter(newest);
        List<String> missing = new ArrayList<>();
        for (ListedFile file : manifest.files()) {
            Optional<Path> here = find(file.path());
            boolean same = here.isPresent() && Sha256.of(here.get()).equals(file.sha256());
            if (here.isPresent() && !same) {
                throw new RefusedException("The package has another " + file.path()
                        + " than this gateway, of the same version. It was made for another distribution, or a version"
                        + " was built twice; ask whoever made it for one with a version of its own.");
            }
            if (here.isEmpty() && !manifest.carried().contains(file.path())) {
                missing.add(file.path());
            }
        }
        requireNone(missing);
    }

    /** @param missing the paths of what neither package nor gateway has */
    static void requireNone(List<String> missing) throws RefusedException {
        if (!missing.isEmpty()) {
            throw new RefusedException("The package builds upon " + missing.size()
                    + " files that this gateway lacks, the first " + missing.get(0)
                    + ". It was made for another distribution; take the one for this.");
        }
    }
}

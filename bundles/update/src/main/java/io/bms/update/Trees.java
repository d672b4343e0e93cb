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

/** The distributions that a gateway has unpacked: one that comes takes from them what is the same. */
final class Trees {
    /** Is in the distribution of a container's image, and in no other. */
    private static final String IMAGE = "IMAGE";

    private final List<Path> homes;

    private Trees(List<Path> homes) {
        this.homes = homes;
    }

    /** @param home the one that runs; the one that was installed comes after it */
    static Trees of(Path home, UpdateFolder folder) throws IOException {
        List<Path> homes = new ArrayList<>(List.of(home));
        folder.factory().map(UpdateFolder.Factory::home).ifPresent(homes::add);
        return new Trees(homes);
    }

    /** A file with this path and this content. */
    Optional<Path> find(ListedFile wanted) throws IOException {
        for (Path home : homes) {
            Path file = home.resolve(wanted.path());
            if (Files.isRegularFile(file)
                    && Files.size(file) == wanted.sizeBytes()
                    && Sha256.of(file).equals(wanted.sha256())) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** @throws RefusedException the package is not for this gateway */
    void require(UpdateManifest manifest) throws IOException, RefusedException {
        if (homes.stream().anyMatch(home -> Files.exists(home.resolve(IMAGE)))) {
            throw new RefusedException("The package is a whole distribution, and this gateway is a container's image."
                    + " Start a container of the new image in its place: docs/containers.md");
        }
        List<String> missing = new ArrayList<>();
        for (ListedFile file : manifest.files()) {
            if (!manifest.carried().contains(file.path()) && find(file).isEmpty()) {
                missing.add(file.path());
            }
        }
        Base.requireNone(missing);
    }
}

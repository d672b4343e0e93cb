// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import io.bms.disk.Sha256;
import io.bms.update.folder.UpdateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        requireRootKeys(manifest);
        List<String> missing = new ArrayList<>();
        for (ListedFile file : manifest.files()) {
            if (!manifest.carried().contains(file.path()) && find(file).isEmpty()) {
                missing.add(file.path());
            }
        }
        Base.requireNone(missing);
    }

    /** Two of them say whose packages are taken. So one who signs packages must not say which they are. */
    private void requireRootKeys(UpdateManifest manifest) throws IOException, RefusedException {
        Map<String, String> brought = manifest.files().stream()
                .filter(file -> file.path().startsWith(VendorKeys.ROOTS + "/"))
                .collect(Collectors.toMap(ListedFile::path, ListedFile::sha256));
        if (!brought.equals(rootKeys(homes.get(homes.size() - 1)))) {
            throw new RefusedException("The package changes the root keys, which no package may. Ask the vendor whether"
                    + " it is meant so, and then install that distribution by hand: docs/runbook.md");
        }
    }

    private static Map<String, String> rootKeys(Path home) throws IOException {
        Map<String, String> keys = new HashMap<>();
        Path roots = home.resolve(VendorKeys.ROOTS);
        if (Files.exists(roots)) {
            try (Stream<Path> files = Files.walk(roots)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    keys.put(home.relativize(file).toString(), Sha256.of(file));
                }
            }
        }
        return keys;
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import io.bms.update.folder.UpdateFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Whether a gateway takes a package: who signed it, what is in it, and whether it fits what is here. */
public final class PackageCheck {
    private final Path home;
    private final Path data;
    private final UpdateFolder folder;

    /** Of a distribution and a data folder. */
    public PackageCheck(Path home, Path data, UpdateFolder folder) {
        this.home = home;
        this.data = data;
        this.folder = folder;
    }

    /**
     * @param in the package; is read and not closed
     * @param incoming an empty folder, which gets what the package carries
     * @throws RefusedException it is not taken
     */
    public VerifiedPackage read(InputStream in, Signers signers, Path incoming) throws IOException, RefusedException {
        VerifiedPackage verified = PackageReader.read(in, Trust.of(home, data, signers), incoming);
        if (verified.manifest().kind() == UpdateManifest.Kind.DISTRIBUTION) {
            verified.manifest().requireAfter(folder.newest());
            Trees.of(home, folder).require(verified.manifest());
        } else {
            Base.of(home, data, needed()).require(verified.manifest(), folder.newest());
        }
        return verified;
    }

    /** What an update that was taken back has left counts as if it were not there: it goes before the next comes. */
    private Set<String> needed() throws IOException {
        Set<String> needed = new HashSet<>();
        for (String id : folder.kept()) {
            needed.addAll(folder.files(id));
        }
        return needed;
    }
}

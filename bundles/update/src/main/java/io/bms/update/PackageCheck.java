// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import io.bms.update.folder.UpdateFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

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
        Base.of(home, data).require(verified.manifest(), folder.newest());
        return verified;
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import io.bms.disk.Disk;
import io.bms.update.folder.UpdateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The keys with which the vendor signs packages: those of the newest list that enough root keys signed, of which the
 * distribution brings the public halves, or those that the distribution brings itself where there is no list. Root keys
 * sign nothing else, so that they can lie in a safe, and one of them may be lost or stolen.
 *
 * @param roots their public halves; empty: no list is taken
 * @param list the newest one; empty: there is none yet
 * @param keys that sign packages
 */
public record VendorKeys(List<PublicKeyFile> roots, Optional<Integer> list, List<PublicKeyFile> keys) {
    /** So many root keys have to sign a list. */
    private static final int THRESHOLD = 2;

    private static final String SHIPPED = "lib/update-keys";
    /** Where a distribution has the root keys. */
    static final String ROOTS = SHIPPED + "/root";

    public VendorKeys {
        roots = List.copyOf(roots);
        keys = List.copyOf(keys);
    }

    /** Of a distribution and of the lists that came to a data folder since. */
    public static VendorKeys of(Path home, Path data) throws IOException {
        Path shipped = home.resolve(SHIPPED);
        VendorKeys known = new VendorKeys(
                PublicKeyFile.readAll(home.resolve(ROOTS)), Optional.empty(), PublicKeyFile.readAll(shipped));
        known = known.with(SignedList.read(shipped));
        for (Path kept : children(UpdateFolder.keyLists(data))) {
            known = known.with(SignedList.read(kept));
        }
        return known;
    }

    private static List<Path> children(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(Files::isDirectory).toList();
        }
    }

    /** With a list, if there is one, and it is good and newer; otherwise as before. */
    VendorKeys with(Optional<SignedList> found) {
        try {
            return found.isPresent() ? with(found.get()) : this;
        } catch (RefusedException e) {
            // Whoever brought it was told; what a power cut left of one is not signed either.
            return this;
        }
    }

    /**
     * With a newer list.
     *
     * @throws RefusedException too few root keys signed it, or it is older than the one that is known
     */
    public VendorKeys with(SignedList found) throws RefusedException {
        if (roots.isEmpty()) {
            throw new RefusedException("The distribution has no root keys, so no list of release keys is taken."
                    + " Add a key of your own: bms:update-key-add NAME.pem");
        }
        long signed = roots.stream()
                .map(PublicKeyFile::id)
                .distinct()
                .filter(id -> isSigned(id, found))
                .count();
        if (signed < THRESHOLD) {
            throw new RefusedException("The list of release keys is signed by " + signed + " of the " + roots.size()
                    + " root keys that this distribution knows, and " + THRESHOLD
                    + " have to. Ask the vendor for one that is.");
        }
        ReleaseKeys newer = ReleaseKeys.parse(found.content());
        if (newer.version() <= list.orElse(0)) {
            throw new RefusedException("The list of release keys is version " + newer.version() + ", and version "
                    + list.orElse(0) + " is known here. Ask the vendor for a newer one.");
        }
        return new VendorKeys(roots, Optional.of(newer.version()), newer.keys());
    }

    private boolean isSigned(String id, SignedList found) {
        byte[] signature = found.signatures().get(id);
        return signature != null
                && roots.stream()
                        .filter(root -> root.id().equals(id))
                        .anyMatch(root -> root.signed(found.content(), signature));
    }

    /**
     * Keeps a list that is good and newer than what is known, so that no older one counts any more; on the disk when
     * this returns.
     *
     * @return its version
     * @throws RefusedException it is not
     */
    public int keep(Disk disk, Path data, SignedList found) throws IOException, RefusedException {
        int version = with(found).list().orElseThrow();
        Path lists = UpdateFolder.keyLists(data);
        Path folder = lists.resolve(Integer.toString(version));
        disk.createFolders(folder);
        for (Map.Entry<String, byte[]> signature : found.signatures().entrySet()) {
            disk.write(folder.resolve(signature.getKey() + ".sig"), signature.getValue());
        }
        disk.write(folder.resolve(SignedList.NAME), found.content());
        disk.syncTree(folder);
        disk.sync(lists);
        disk.sync(lists.getParent());
        return version;
    }
}

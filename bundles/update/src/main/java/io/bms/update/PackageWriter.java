// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes a package, the same bytes each time. */
final class PackageWriter {
    private PackageWriter() {}

    /**
     * @param keys of the signers, by the id of their public half
     * @param list of the vendor's release keys, if it is to come with the package
     * @param files where the carried files are, by path
     */
    static void write(
            OutputStream out,
            UpdateManifest manifest,
            Map<String, PrivateKey> keys,
            Optional<SignedList> list,
            Map<String, Path> files)
            throws IOException, GeneralSecurityException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            byte[] json = manifest.json();
            put(zip, PackageReader.MANIFEST, json);
            for (var key : new TreeMap<>(keys).entrySet()) {
                put(zip, "signatures/" + key.getKey() + ".sig", signature(key.getValue(), json));
            }
            if (list.isPresent()) {
                put(zip, PackageReader.KEYS + SignedList.NAME, list.get().content());
                for (var signature : new TreeMap<>(list.get().signatures()).entrySet()) {
                    put(zip, PackageReader.KEYS + signature.getKey() + ".sig", signature.getValue());
                }
            }
            for (ListedFile file : manifest.files()) {
                if (manifest.carried().contains(file.path())) {
                    put(zip, manifest.kind().folder() + file.path(), Files.readAllBytes(files.get(file.path())));
                }
            }
        }
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    static byte[] signature(PrivateKey key, byte[] content) throws GeneralSecurityException {
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(key);
        signer.update(content);
        return signer.sign();
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import io.bms.disk.Sha256;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * Reads a package once, from its beginning to its end, and trusts nothing in it before its signature was found good:
 * only then is the manifest parsed, and only what it lists is read on, each file into its place while it is hashed. The
 * directory at the end of the ZIP file is not looked at, so it cannot say anything else.
 */
public final class PackageReader {
    static final String MANIFEST = "manifest.json";
    private static final Pattern SIGNATURE = Pattern.compile("signatures/([0-9a-f]{16})\\.sig");
    static final String KEYS = "keys/";
    private static final Pattern KEY_SIGNATURE = Pattern.compile("keys/([0-9a-f]{16})\\.sig");
    private static final int MOST_MANIFEST = 1 << 20;
    private static final int BUFFER = 1 << 16;
    private static final String AGAIN = " Fetch it again from whoever made it.";

    private final ZipInputStream zip;
    private final Trust trust;
    private final Path repository;
    private ZipEntry entry;

    private PackageReader(InputStream in, Trust trust, Path repository) {
        zip = new ZipInputStream(new BufferedInputStream(in, BUFFER));
        this.trust = trust;
        this.repository = repository;
    }

    /**
     * Verifies a package and unpacks what it carries. Where it is refused, some of it may have been unpacked.
     *
     * @param in is read and not closed
     * @param repository an empty folder, which gets what the package carries, by its paths; not synced
     * @throws RefusedException it is not taken
     * @throws IOException it cannot be read, or the repository cannot be written
     */
    public static VerifiedPackage read(InputStream in, Trust trust, Path repository)
            throws IOException, RefusedException {
        try {
            return new PackageReader(in, trust, repository).read();
        } catch (ZipException | IllegalArgumentException e) {
            throw new RefusedException("The package is damaged (" + e.getMessage() + ")." + AGAIN);
        } catch (EOFException e) {
            throw new RefusedException("The package is cut off." + AGAIN);
        }
    }

    private VerifiedPackage read() throws IOException, RefusedException {
        next();
        if (entry == null || !entry.getName().equals(MANIFEST)) {
            throw new RefusedException("The file is no package of an update: its first entry is not " + MANIFEST
                    + ". Name a file NAME.bmsu.");
        }
        byte[] manifestBytes = bytes(MOST_MANIFEST);
        Map<String, byte[]> signatures = signatures();
        Optional<SignedList> keys = keys();
        var signers = trust.with(keys).signersOf(manifestBytes, signatures);
        UpdateManifest manifest = UpdateManifest.parse(manifestBytes);
        files(manifest);
        return new VerifiedPackage(
                UpdateManifest.id(manifest.release(), manifestBytes), manifest, manifestBytes, signers, keys);
    }

    private Map<String, byte[]> signatures() throws IOException, RefusedException {
        next();
        return signatures(SIGNATURE);
    }

    /** The vendor's list of keys, where the package brings it. Stands at the first entry after the signatures. */
    private Optional<SignedList> keys() throws IOException, RefusedException {
        if (entry == null || !entry.getName().equals(KEYS + SignedList.NAME)) {
            return Optional.empty();
        }
        byte[] list = bytes(SignedList.MOST_BYTES);
        next();
        return Optional.of(new SignedList(list, signatures(KEY_SIGNATURE)));
    }

    /** From here on, as far as they go. */
    private Map<String, byte[]> signatures(Pattern pattern) throws IOException, RefusedException {
        Map<String, byte[]> signatures = new TreeMap<>();
        for (; entry != null; next()) {
            Matcher name = pattern.matcher(entry.getName());
            if (!name.matches()) {
                break;
            }
            byte[] signature = bytes(SignedList.SIGNATURE_BYTES);
            if (signatures.put(name.group(1), signature) != null || signatures.size() > SignedList.MOST_SIGNATURES) {
                throw new RefusedException(
                        "The package has a signature twice, or more than " + SignedList.MOST_SIGNATURES + "." + AGAIN);
            }
        }
        return signatures;
    }

    /** Stands at the first entry after the signatures and the keys. */
    private void files(UpdateManifest manifest) throws IOException, RefusedException {
        Map<String, ListedFile> carried = new HashMap<>();
        manifest.files().stream()
                .filter(file -> manifest.carried().contains(file.path()))
                .forEach(file -> carried.put(manifest.kind().folder() + file.path(), file));
        Set<String> seen = new HashSet<>();
        for (; entry != null; next()) {
            ListedFile file = carried.get(entry.getName());
            if (file == null) {
                throw new RefusedException("The package holds " + printable(entry.getName())
                        + ", which its manifest does not say." + AGAIN);
            }
            if (!seen.add(entry.getName())) {
                throw new RefusedException("The package holds " + entry.getName() + " twice." + AGAIN);
            }
            unpack(file);
        }
        for (String name : carried.keySet()) {
            if (!seen.contains(name)) {
                throw new RefusedException("The package is cut off: " + name + " is not in it." + AGAIN);
            }
        }
    }

    private void unpack(ListedFile file) throws IOException, RefusedException {
        Path target = repository.resolve(file.path());
        Files.createDirectories(target.getParent());
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[BUFFER];
        long left = file.sizeBytes();
        try (OutputStream out = Files.newOutputStream(target)) {
            for (int n = zip.read(buffer); n >= 0; n = zip.read(buffer)) {
                left -= n;
                if (left < 0) {
                    break;
                }
                digest.update(buffer, 0, n);
                out.write(buffer, 0, n);
            }
        }
        if (left != 0 || !Sha256.text(digest.digest()).equals(file.sha256())) {
            throw new RefusedException("In the package, " + file.path() + " is not what its manifest says." + AGAIN);
        }
    }

    private byte[] bytes(int most) throws IOException, RefusedException {
        byte[] bytes = zip.readNBytes(most + 1);
        if (bytes.length > most) {
            throw new RefusedException(
                    "The package's " + printable(entry.getName()) + " has more than " + most + " bytes." + AGAIN);
        }
        return bytes;
    }

    private void next() throws IOException {
        entry = zip.getNextEntry();
    }

    /** A name from a stranger. */
    private static String printable(String name) {
        return name.replaceAll("[^ -~]", "?").substring(0, Math.min(name.length(), 100));
    }
}

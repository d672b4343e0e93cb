// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The vendor's list of release keys as it came, with the signatures of root keys, of which nothing is known yet.
 *
 * @param content the exact bytes that were signed
 * @param signatures by the id of their key
 */
public record SignedList(byte[] content, Map<String, byte[]> signatures) {
    /** What the list is called wherever it lies; the signatures lie beside it. */
    public static final String NAME = "release-keys.json";

    static final int MOST_BYTES = 100_000;
    static final int MOST_SIGNATURES = 8;
    private static final Pattern SIGNATURE = Pattern.compile("([0-9a-f]{16})\\.sig");
    /** Of Ed25519. */
    static final int SIGNATURE_BYTES = 64;

    public SignedList {
        content = content.clone();
        signatures = Map.copyOf(signatures);
    }

    /** Of a folder, where {@link #NAME} lies with {@code KEY.sig} of each root key; empty if it does not. */
    public static Optional<SignedList> read(Path folder) throws IOException {
        Path list = folder.resolve(NAME);
        if (!Files.isRegularFile(list) || Files.size(list) > MOST_BYTES) {
            return Optional.empty();
        }
        Map<String, byte[]> signatures = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> some = files.sorted().toList();
            for (Path file : some) {
                Matcher name = SIGNATURE.matcher(file.getFileName().toString());
                if (name.matches() && Files.size(file) == SIGNATURE_BYTES && signatures.size() < MOST_SIGNATURES) {
                    signatures.put(name.group(1), Files.readAllBytes(file));
                }
            }
        }
        return Optional.of(new SignedList(Files.readAllBytes(list), signatures));
    }
}

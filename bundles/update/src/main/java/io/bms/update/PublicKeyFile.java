// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import io.bms.disk.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The public half of an Ed25519 key (RFC 8032), as {@code openssl pkey -pubout} writes it.
 *
 * @param id the first 16 digits of the SHA-256 of its bytes
 * @param name of its file, without the ending
 */
public record PublicKeyFile(String id, String name, PublicKey key) {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]*)-----END PUBLIC KEY-----");
    private static final int ID_DIGITS = 16;
    private static final long MOST_BYTES = 10_000;
    private static final String ENDING = ".pem";

    /** @throws RefusedException there is no such key in it; the message says what to do */
    public static PublicKeyFile read(Path file) throws IOException, RefusedException {
        if (Files.size(file) > MOST_BYTES) {
            throw new RefusedException(file + " is too large for a key. " + HOW);
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        Matcher pem = PEM.matcher(text);
        if (!pem.find()) {
            throw new RefusedException("There is no public key in " + file + ". " + HOW);
        }
        return of(file.getFileName().toString().replaceFirst("\\.pem$", ""), pem.group(1));
    }

    /** @param base64 its DER form, as a PEM file has it between its two lines */
    static PublicKeyFile of(String name, String base64) throws RefusedException {
        try {
            byte[] der = Base64.getMimeDecoder().decode(base64);
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
            return new PublicKeyFile(id(key), name, key);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new RefusedException("The key " + name + " is no Ed25519 key. " + HOW);
        }
    }

    private static final String HOW =
            "It has to be a PEM file, which this writes: openssl pkey -in PRIVATE.pem -pubout -out PUBLIC.pem";

    static String id(PublicKey key) {
        return Sha256.of(key.getEncoded()).substring(0, ID_DIGITS);
    }

    /** All keys of a folder; none where there is no folder. A file that holds none counts as none. */
    public static List<PublicKeyFile> readAll(Path folder) throws IOException {
        List<PublicKeyFile> keys = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(it -> it.toString().endsWith(ENDING))
                        .sorted()
                        .toList()) {
                    try {
                        keys.add(read(file));
                    } catch (RefusedException e) {
                        // Whoever put it there is told when a package that it signed is refused.
                    }
                }
            }
        }
        return keys;
    }

    boolean signed(byte[] content, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(content);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}

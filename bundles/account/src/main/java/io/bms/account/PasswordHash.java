// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** A password as it is stored: salted and stretched with PBKDF2. A class, not a record: arrays have no equality. */
final class PasswordHash {
    private static final String ALGORITHM = "PBKDF2WithHmacSHA512";
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 64;

    private final byte[] salt;
    private final int iterations;
    private final byte[] hash;
    private final String stamp;

    PasswordHash(byte[] salt, int iterations, byte[] hash) {
        this.salt = salt.clone();
        this.iterations = iterations;
        this.hash = hash.clone();
        this.stamp = digest(salt);
    }

    static PasswordHash of(String password, int iterations, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new PasswordHash(salt, iterations, stretch(password, salt, iterations));
    }

    /** A hash that no password has; comparing with it takes as long as with a real one. */
    static PasswordHash ofNobody(int iterations) {
        return new PasswordHash(new byte[SALT_BYTES], iterations, new byte[HASH_BYTES]);
    }

    /**
     * Of an account whose password the site's directory keeps: none matches it. A new one ends what was begun, as a new
     * password does.
     */
    static PasswordHash ofDirectory(SecureRandom random) {
        return ofDirectory(HASH_BYTES, random);
    }

    /**
     * The same for somebody who is signed out: nothing that was begun goes on, not even over a restart. It is a secret
     * all the same, since it is the key of {@link DeviceToken}; its length tells it.
     */
    static PasswordHash ofDirectorySignedOut(SecureRandom random) {
        return ofDirectory(HASH_BYTES + 1, random);
    }

    private static PasswordHash ofDirectory(int bytes, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        byte[] hash = new byte[bytes];
        random.nextBytes(salt);
        random.nextBytes(hash);
        return new PasswordHash(salt, 0, hash);
    }

    /** Whether it is one of {@link #ofDirectorySignedOut}. */
    boolean isSignedOut() {
        return isOfDirectory() && hash.length == HASH_BYTES + 1;
    }

    boolean isOfDirectory() {
        return iterations == 0;
    }

    boolean matches(String password) {
        return !isOfDirectory() && MessageDigest.isEqual(hash, stretch(password, salt, iterations));
    }

    byte[] salt() {
        return salt.clone();
    }

    int iterations() {
        return iterations;
    }

    byte[] hash() {
        return hash.clone();
    }

    /** Each password has a salt of its own, so its digest is a new word each time one is set. */
    String stamp() {
        return stamp;
    }

    private static String digest(byte[] salt) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(salt));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks SHA-256", e);
        }
    }

    private static byte[] stretch(String password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BYTES * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks " + ALGORITHM, e);
        } finally {
            spec.clearPassword();
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * PBKDF2 with HMAC-SHA-512 (RFC 8018, 5.2) for a result of one digest's length. It says what the JDK's own says in half
 * the time: that one digests the password again in each round, where this begins with the state after it. A sign-in at
 * a start waits for this while the machine has much else to do. Thread: one.
 */
final class Pbkdf2 {
    static final int BYTES = 64;

    private static final String DIGEST = "SHA-512";
    private static final int BLOCK_BYTES = 128;
    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5c;

    private final MessageDigest inner;
    private final MessageDigest outer;

    private Pbkdf2(byte[] password) throws NoSuchAlgorithmException {
        byte[] key = password.length > BLOCK_BYTES
                ? MessageDigest.getInstance(DIGEST).digest(password)
                : password;
        inner = begun(key, INNER);
        outer = begun(key, OUTER);
    }

    private static MessageDigest begun(byte[] key, byte pad) throws NoSuchAlgorithmException {
        byte[] block = Arrays.copyOf(key, BLOCK_BYTES);
        for (int i = 0; i < block.length; i++) {
            block[i] ^= pad;
        }
        MessageDigest digest = MessageDigest.getInstance(DIGEST);
        digest.update(block);
        Arrays.fill(block, (byte) 0);
        return digest;
    }

    static byte[] stretch(String password, byte[] salt, int iterations) {
        byte[] secret = password.getBytes(StandardCharsets.UTF_8);
        try {
            return new Pbkdf2(secret).stretch(salt, iterations);
        } catch (NoSuchAlgorithmException | CloneNotSupportedException e) {
            throw new IllegalStateException("this Java lacks " + DIGEST, e);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private byte[] stretch(byte[] salt, int iterations) throws CloneNotSupportedException {
        byte[] round = Arrays.copyOf(salt, salt.length + Integer.BYTES);
        // The number of the one block.
        round[round.length - 1] = 1;
        byte[] result = new byte[BYTES];
        for (int i = 0; i < iterations; i++) {
            round = authenticated(round);
            for (int j = 0; j < BYTES; j++) {
                result[j] ^= round[j];
            }
        }
        return result;
    }

    /** HMAC (RFC 2104). */
    private byte[] authenticated(byte[] message) throws CloneNotSupportedException {
        MessageDigest first = (MessageDigest) inner.clone();
        first.update(message);
        MessageDigest second = (MessageDigest) outer.clone();
        second.update(first.digest());
        return second.digest();
    }
}

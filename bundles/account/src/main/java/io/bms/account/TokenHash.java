// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A token's text as it is stored. It holds 256 random bits, so one round of SHA-256 keeps it secret. A class, not a
 * record: arrays have no equality.
 */
final class TokenHash {
    private final byte[] hash;

    TokenHash(byte[] hash) {
        this.hash = hash.clone();
    }

    static TokenHash of(String text) {
        try {
            return new TokenHash(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks SHA-256", e);
        }
    }

    boolean matches(String text) {
        return MessageDigest.isEqual(hash, of(text).hash);
    }

    /** Whether a message has this HMAC-SHA256 under the hash. */
    boolean authenticates(byte[] message, byte[] code) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(hash, mac.getAlgorithm()));
            return MessageDigest.isEqual(mac.doFinal(message), code);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks HmacSHA256", e);
        }
    }

    byte[] bytes() {
        return hash.clone();
    }

    /** A name for this token that no other has, and that tells nothing of its text. */
    String stamp() {
        return "token " + HexFormat.of().formatHex(of(HexFormat.of().formatHex(hash)).hash);
    }
}

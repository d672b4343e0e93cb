// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** One-time passwords by the time (RFC 6238), as every authenticator makes them: HMAC-SHA-1, 30 s, six digits. */
final class Totp {
    static final int SECRET_BYTES = 20;

    private static final long STEP_SECONDS = 30;
    /** How far a person's clock may be off, and how long they may type. */
    private static final int STEPS_OFF = 1;

    private static final int DIGITS = 6;
    private static final int MODULUS = 1_000_000;
    /** RFC 4648, 6. */
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Totp() {}

    static String code(byte[] secret, long step) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, mac.getAlgorithm()));
            byte[] hash =
                    mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            // RFC 4226, 5.3
            int offset = hash[hash.length - 1] & 0xF;
            int number = ByteBuffer.wrap(hash).getInt(offset) & Integer.MAX_VALUE;
            return String.format(Locale.ROOT, "%0" + DIGITS + "d", number % MODULUS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA1", e);
        }
    }

    /**
     * The step of time that a code belongs to, near now.
     *
     * @param after the last step of which a code was used: none of it or before holds any longer
     */
    static OptionalLong step(byte[] secret, String code, Instant now, long after) {
        long middle = Math.floorDiv(now.getEpochSecond(), STEP_SECONDS);
        OptionalLong found = OptionalLong.empty();
        for (long step = middle - STEPS_OFF; step <= middle + STEPS_OFF; step++) {
            boolean same = MessageDigest.isEqual(code(secret, step).getBytes(US_ASCII), code.getBytes(US_ASCII));
            if (same && step > after) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }

    /** As it is typed into an authenticator. */
    static String text(byte[] secret) {
        StringBuilder text = new StringBuilder();
        int bits = 0;
        int held = 0;
        for (byte next : secret) {
            held = held << Byte.SIZE | next & 0xFF;
            for (bits += Byte.SIZE; bits >= 5; bits -= 5) {
                text.append(BASE32.charAt(held >> bits - 5 & 0x1F));
            }
            held &= (1 << bits) - 1;
        }
        return text.toString();
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Shows that a browser signed in to an account before (the device cookie of OWASP's Authentication Cheat Sheet). Its
 * key is what is stored of the password, so nothing more needs to be kept, and a new password ends it.
 */
final class DeviceToken {
    private static final int NONCE_BYTES = 12;
    private static final int LONGEST = 100;
    private static final String SEPARATOR = ".";

    private DeviceToken() {}

    static String of(String name, PasswordHash stored, SecureRandom random) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        String shown = encoded(nonce);
        return shown + SEPARATOR + mac(name, shown, stored);
    }

    static boolean isOf(String token, String name, PasswordHash stored) {
        int dot = token.indexOf(SEPARATOR);
        return dot > 0
                && token.length() < LONGEST
                && MessageDigest.isEqual(
                        token.substring(dot + 1).getBytes(UTF_8),
                        mac(name, token.substring(0, dot), stored).getBytes(UTF_8));
    }

    private static String mac(String name, String nonce, PasswordHash stored) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(stored.hash(), mac.getAlgorithm()));
            return encoded(mac.doFinal(("device\0" + name + "\0" + nonce).getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}

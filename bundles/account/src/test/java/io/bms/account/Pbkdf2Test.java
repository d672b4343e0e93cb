// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import static org.junit.Assert.assertArrayEquals;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Random;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.Test;

public final class Pbkdf2Test {
    /** Whoever has an account has its password's hash from the JDK. */
    @Test
    public void stretch_isWhatTheJdkSays() throws GeneralSecurityException {
        Random random = new Random(5);
        for (String password : List.of(
                "x",
                "a long enough password",
                "süß €?\u00a0;\ud83d\ude00",
                "lone \ud83d",
                "b".repeat(128),
                "c".repeat(129))) {
            for (int iterations : new int[] {1, 2, 1_000}) {
                byte[] salt = new byte[16];
                random.nextBytes(salt);
                assertArrayEquals(
                        password, jdk(password, salt, iterations), Pbkdf2.stretch(password, salt, iterations));
            }
        }
    }

    private static byte[] jdk(String password, byte[] salt, int iterations) throws GeneralSecurityException {
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, Pbkdf2.BYTES * Byte.SIZE))
                .getEncoded();
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.account;

import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Codes by the time (TOTP, RFC 6238) beside the password of a person. Tokens have none: they cannot be guessed. Blocks
 * for the disk.
 *
 * <p>Thread: any.
 */
@ProviderType
public interface SecondFactors {
    /** Whether the account signs in with a code beside its password. */
    boolean hasFactor(String account);

    /**
     * Makes up a secret, which is in force once {@link #confirmFactor} has seen a code of it, within ten minutes.
     *
     * @throws IllegalArgumentException if there is no such account, or it has a factor already
     */
    Enrolment beginFactor(String account);

    /**
     * From now on the password alone does not sign in.
     *
     * @param code by the time, of the secret that was begun
     * @return ten recovery codes, which are not kept: each signs in once in place of a code
     * @throws IllegalArgumentException if none was begun, or the code is wrong
     */
    List<String> confirmFactor(String account, String code);

    /** @throws IllegalArgumentException if there is no such account, or it has none */
    void removeFactor(String account);

    /**
     * @param secret in base 32, to be typed
     * @param uri the same, for a QR code
     */
    record Enrolment(String secret, String uri) {
        public Enrolment {
            Objects.requireNonNull(secret, "secret");
            Objects.requireNonNull(uri, "uri");
        }

        /** Without the secret: this might stand in logs. */
        @Override
        public String toString() {
            return "an enrolment";
        }
    }
}

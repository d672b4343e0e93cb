// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.account;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Names and passwords that live for minutes, so that a browser never keeps an account's own. They are
 * held in memory only, {@link Accounts#authenticate} takes them for the account they were issued for,
 * and setting that account's password, or changing the account, ends them. Nothing here blocks. Thread: any.
 */
@ProviderType
public interface CredentialIssuer {
    /** Makes one up. {@code account} signed in before; that is not checked again. */
    Credential issue(String account, Duration lifetime);

    /**
     * Lets one live on from now, under the same name and password, so that what is open with it stays open.
     *
     * @return empty if it has expired or was revoked
     */
    Optional<Credential> renew(String user, Duration lifetime);

    /** Ends one; does nothing for one that is not known. */
    void revoke(String user);

    /**
     * @param user holds a {@code ~}, which no account's name does
     */
    record Credential(String user, String password, Instant expiresAt) {
        public Credential {
            Objects.requireNonNull(user, "user");
            Objects.requireNonNull(password, "password");
            Objects.requireNonNull(expiresAt, "expiresAt");
        }

        /** Without the password: this stands in logs. */
        @Override
        public String toString() {
            return user + " until " + expiresAt;
        }
    }
}

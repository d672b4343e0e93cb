// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.account;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** People and programs that may sign in, for the broker and the REST API alike. Thread-safe. */
@ProviderType
public interface Accounts {
    /**
     * Checks a password, or one of {@link CredentialIssuer}. Takes some tens of milliseconds of CPU by design.
     *
     * @return the account, empty for an unknown name, a wrong password or a locked account alike
     */
    Optional<Account> authenticate(String name, String password);

    /**
     * Sets a password, making the account if there is none.
     *
     * @throws IllegalArgumentException saying what is wrong with the name or the password
     */
    void setPassword(String name, String password);

    /**
     * Until when sign-ins under this name are refused, whatever the password, because too many failed. The
     * name need not exist. Setting its password ends the wait.
     *
     * @return empty while sign-ins are possible, and from an implementation that never locks
     */
    default Optional<Instant> lockedUntil(String name) {
        return Optional.empty();
    }

    /**
     * A word that is another each time the account's password is set, and tells nothing of it: who keeps a
     * session over a restart sees by it whether the password was set since.
     *
     * @return empty for an unknown name
     */
    default Optional<String> passwordStamp(String name) {
        return Optional.empty();
    }

    /**
     * Another number whenever a password was set or a credential revoked, so that whoever remembers what
     * {@link #authenticate} said knows when to ask again.
     */
    default long revision() {
        return 0;
    }

    /** All names, sorted. */
    List<String> names();

    /** Someone who signed in. */
    record Account(String name) {}
}

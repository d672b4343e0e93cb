// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.account;

import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** People and programs that may sign in, for the broker and the REST API alike. Thread: any. */
@ProviderType
public interface Accounts {
    /**
     * Checks a password, a {@link Token}, for which no name is needed, or one of {@link CredentialIssuer}. The first
     * check of a password takes up to a second of processor by design, and those of all doors take turns: somebody
     * known, by device or by name and address, and this machine itself before strangers. Blocks the caller's thread for
     * ten seconds at most. Wrong attempts are held against the address, or device, that they came from, never against
     * the account or this machine.
     */
    SignIn signIn(Attempt attempt);

    /**
     * The same for a caller on this machine.
     *
     * @return the account, empty for whatever else came of it
     */
    default Optional<Account> authenticate(String name, String password) {
        Attempt attempt = new Attempt(name, password, new ClientAddress("127.0.0.1"), Optional.empty());
        return signIn(attempt) instanceof SignIn.Accepted accepted ? Optional.of(accepted.account()) : Optional.empty();
    }

    /**
     * Whether {@link SignIn.Accepted} gave this for the account, whose password was not set since. Costs next to
     * nothing.
     */
    boolean knows(String name, String device);

    /**
     * Sets the password of an account that there is.
     *
     * @throws IllegalArgumentException if there is none, or the password is not allowed
     */
    void setPassword(String name, String password);

    /** The account, if it may sign in now. Costs next to nothing. */
    Optional<Account> find(String name);

    /**
     * What somebody who has signed in stands on: it is another, or none, once the account is changed, disabled or
     * deleted, its password set, or the credential ended. Costs next to nothing.
     *
     * @param user an account's name, or the user of a token or of a credential that was issued
     */
    Optional<Standing> standing(String user);

    /**
     * Another number whenever a password was set, an account changed or a credential revoked, so that whoever
     * remembers what {@link #authenticate} said knows when to ask again.
     */
    long revision();

    /**
     * @param passwordStamp a word that is another each time the password is set, or for each token, and tells nothing
     *     of it
     */
    record Standing(Account account, String passwordStamp) {
        public Standing {
            Objects.requireNonNull(account, "account");
            Objects.requireNonNull(passwordStamp, "passwordStamp");
        }
    }
}

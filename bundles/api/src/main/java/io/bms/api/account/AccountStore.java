// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.account;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The accounts, for whoever manages them. At least one admin that is not disabled is always left, besides those of the
 * site's directory. Whoever is signed in with an account that is changed, disabled or deleted is signed out, of MQTT
 * within a second. Blocks for the disk.
 *
 * <p>Thread: any.
 */
@ProviderType
public interface AccountStore {
    /** All, sorted by name. */
    List<Account> list();

    /** The account of that name, whether it may sign in or not. */
    default Optional<Account> named(String name) {
        return list().stream().filter(account -> account.name().equals(name)).findFirst();
    }

    /**
     * When somebody signed in with it last, or with a token of it, by any door, within ten minutes; empty if nobody
     * has. Does not block.
     */
    Optional<Instant> lastUsed(String name);

    /** Whether the site's directory keeps its password and says its role at each sign-in. Does not block. */
    boolean isOfDirectory(String name);

    /** @throws IllegalArgumentException if there is one of that name, or the password is not allowed */
    void add(Account account, String password);

    /**
     * Gives the account of that name another role, other rights, topics or limits, or disables it.
     *
     * @throws IllegalArgumentException if there is none, or no admin would be left
     */
    void change(Account account);

    /**
     * Puts a one-time code in the place of the account's password, for whoever has forgotten it: for a day, and on the
     * page only, it lets choose another ({@link SignIn.OneTimeCode}). A second factor is removed.
     *
     * @return the code, which is not kept anywhere, except for that of {@code admin}, which the owner of the data
     *     folder may read
     * @throws IllegalArgumentException if there is no such account
     */
    String reset(String name);

    /** @throws IllegalArgumentException if there is none, or no admin would be left */
    void delete(String name);
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.account.AccountTable.Stored;
import io.bms.api.account.Account;
import io.bms.api.account.Role;
import io.bms.sqlite.Database;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The accounts, on disk and, since each packet of each client may ask for one, in memory. Nothing else writes them.
 *
 * <p>Thread: any.
 */
final class StoredAccounts {
    private final Database database;
    /** Sorted; replaced when something changes, and never changed itself. */
    private volatile Map<String, Stored> byName;

    StoredAccounts(Database database) {
        this.database = database;
        this.byName = database.read(AccountTable::all);
    }

    Optional<Stored> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The account of that name, if it may sign in. */
    Optional<Stored> enabled(String name) {
        return find(name).filter(found -> !found.account().disabled());
    }

    List<Account> list() {
        return byName.values().stream().map(Stored::account).toList();
    }

    Collection<Stored> all() {
        return byName.values();
    }

    void add(Account account, PasswordHash password) {
        add(new Stored(account, password, Optional.empty()));
    }

    synchronized void add(Stored added) {
        Account account = added.account();
        if (find(account.name()).isPresent()) {
            throw new IllegalArgumentException(
                    "there is an account " + account.name() + " already; change that one, or use another name");
        }
        store(added);
    }

    synchronized void change(Account account) {
        Stored old = require(account.name());
        Stored changed = new Stored(account, old.password(), old.codeUntil());
        requireAdminLeft(account.name(), Optional.of(changed));
        store(changed);
    }

    /** @param codeUntil as in {@link Stored} */
    synchronized void setPassword(String name, PasswordHash password, Optional<Instant> codeUntil) {
        store(new Stored(require(name).account(), password, codeUntil));
    }

    /** Like {@link #setPassword}, and its second factor goes in the same step. */
    synchronized void reset(String name, PasswordHash code, Instant until) {
        Stored reset = new Stored(require(name).account(), code, Optional.of(until));
        database.transact(connection -> {
            FactorTable.delete(connection, name);
            return AccountTable.store(connection, reset);
        });
        remember(reset);
    }

    synchronized void delete(String name) {
        require(name);
        requireAdminLeft(name, Optional.empty());
        database.transact(connection -> AccountTable.delete(connection, name));
        Map<String, Stored> next = new TreeMap<>(byName);
        next.remove(name);
        byName = next;
    }

    /** @throws IllegalArgumentException if there is none of that name */
    Stored require(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no account " + name + "; bms:account-list names those there are"));
    }

    /** @throws IllegalArgumentException if there is none of that name, or it is of the site's directory */
    Stored requireOwn(String name) {
        Stored account = require(name);
        if (account.isOfDirectory()) {
            throw new IllegalArgumentException(
                    name
                            + " is an account of the site's directory, which keeps its password; a program has an account of the gateway");
        }
        return account;
    }

    private void store(Stored stored) {
        database.transact(connection -> AccountTable.store(connection, stored));
        remember(stored);
    }

    private void remember(Stored stored) {
        Map<String, Stored> next = new TreeMap<>(byName);
        next.put(stored.account().name(), stored);
        byName = next;
    }

    /**
     * Admins of the site's directory do not count: it may be away when one is needed.
     *
     * @param next what becomes of the account of that name; empty if it goes
     */
    private void requireAdminLeft(String name, Optional<Stored> next) {
        boolean left = byName.values().stream()
                        .anyMatch(other -> !other.account().name().equals(name) && isAdmin(other))
                || next.filter(StoredAccounts::isAdmin).isPresent()
                || find(name).filter(StoredAccounts::isAdmin).isEmpty();
        if (!left) {
            throw new IllegalArgumentException(
                    name + " is the only admin that can sign in; give another account the role admin first");
        }
    }

    private static boolean isAdmin(Stored stored) {
        return stored.account().role() == Role.ADMIN && !stored.account().disabled() && !stored.isOfDirectory();
    }
}

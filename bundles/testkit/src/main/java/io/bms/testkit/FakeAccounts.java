// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import io.bms.api.account.Account;
import io.bms.api.account.AccountStore;
import io.bms.api.account.Accounts;
import io.bms.api.account.Attempt;
import io.bms.api.account.Role;
import io.bms.api.account.SignIn;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Accounts in memory, which keep each attempt to sign in. A user {@code name~x} with a password of its own is a
 * credential of the account {@code name}. Thread: any.
 */
public class FakeAccounts implements Accounts, AccountStore {
    public static final String NAME = "admin";
    public static final String PASSWORD = "correct horse";

    private final Map<String, Account> byName = new ConcurrentSkipListMap<>();
    private final Map<String, String> passwords = new ConcurrentHashMap<>();
    private final Set<String> used = ConcurrentHashMap.newKeySet();
    private final List<Attempt> attempts = new CopyOnWriteArrayList<>();
    private final Map<String, String> codes = new ConcurrentHashMap<>();
    private final AtomicLong revision = new AtomicLong();
    private volatile Runnable meanwhile = () -> {};

    /** @param accounts each of them with the password {@link #PASSWORD} */
    public FakeAccounts(Account... accounts) {
        for (Account account : accounts) {
            byName.put(account.name(), account);
            passwords.put(account.name(), PASSWORD);
        }
    }

    /** Has {@link #NAME} and nobody else. */
    public static FakeAccounts withAdmin() {
        return new FakeAccounts(new Account(NAME, Role.ADMIN));
    }

    /** All attempts to sign in, oldest first. */
    public final List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    /** From now on each attempt runs this before it is judged. */
    public final void meanwhile(Runnable task) {
        meanwhile = task;
    }

    @Override
    public boolean isOfDirectory(String name) {
        return false;
    }

    @Override
    public SignIn signIn(Attempt attempt) {
        attempts.add(attempt);
        meanwhile.run();
        String name = attempt.name();
        if (attempt.password().equals(codes.get(name))) {
            return new SignIn.OneTimeCode(false);
        }
        Optional<Account> found =
                find(name).filter(account -> attempt.password().equals(passwords.get(name)));
        found.ifPresent(account -> used.add(account.name()));
        return found.<SignIn>map(account -> new SignIn.Accepted(account, "device." + name))
                .orElseGet(SignIn.Wrong::new);
    }

    @Override
    public final boolean knows(String name, String device) {
        return device.equals("device." + name);
    }

    @Override
    public void setPassword(String name, String password) {
        passwords.put(name, password);
        codes.remove(name);
        revision.incrementAndGet();
    }

    private Optional<String> passwordStamp(String name) {
        return Optional.ofNullable(passwords.get(name)).map(password -> "stamp of " + password);
    }

    @Override
    public final Optional<Account> find(String name) {
        return Optional.ofNullable(byName.get(account(name)))
                .filter(account -> passwords.containsKey(name) && !account.disabled());
    }

    @Override
    public Optional<Standing> standing(String user) {
        return find(user)
                .map(account -> new Standing(account, passwordStamp(user).orElse("")));
    }

    @Override
    public final long revision() {
        return revision.get();
    }

    @Override
    public final List<Account> list() {
        return List.copyOf(byName.values());
    }

    /** Always {@link ManualClock#START} once somebody has signed in. */
    @Override
    public final Optional<Instant> lastUsed(String name) {
        return used.contains(name) ? Optional.of(ManualClock.START) : Optional.empty();
    }

    /** Takes the place of an account of that name. */
    @Override
    public final void add(Account account, String password) {
        byName.put(account.name(), account);
        setPassword(account.name(), password);
    }

    /** With the password {@link #PASSWORD}. */
    public final void add(String name, Role role) {
        add(new Account(name, role), PASSWORD);
    }

    @Override
    public void change(Account account) {
        if (account.name().equals(NAME) && account.role() != Role.ADMIN) {
            throw new IllegalArgumentException("admin is the only admin");
        }
        byName.put(account.name(), account);
        revision.incrementAndGet();
    }

    @Override
    public String reset(String name) {
        String code = "code of " + name;
        setPassword(name, code);
        codes.put(name, code);
        return code;
    }

    /** Ends a credential, too. */
    @Override
    public void delete(String name) {
        byName.remove(name);
        passwords.remove(name);
        used.remove(name);
        revision.incrementAndGet();
    }

    /** The name of the account that a user signs in for. */
    protected static String account(String user) {
        return Account.ofUser(user);
    }
}

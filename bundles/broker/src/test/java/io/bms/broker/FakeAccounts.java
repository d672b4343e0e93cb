// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.account.Account;
import io.bms.api.account.Accounts;
import io.bms.api.account.Attempt;
import io.bms.api.account.Role;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Accounts in memory, counting how often a password was checked. */
final class FakeAccounts implements Accounts {
    static final String NAME = "admin";
    static final String PASSWORD = "correct horse";

    final AtomicInteger checks = new AtomicInteger();
    volatile Optional<Attempt> last = Optional.empty();
    /** Run within each check. */
    volatile Runnable meanwhile = () -> {};

    private final AtomicLong revision = new AtomicLong();
    private final Map<String, Account> roles = new ConcurrentHashMap<>();
    private final Map<String, String> passwords = new ConcurrentHashMap<>(Map.of(NAME, PASSWORD));

    @Override
    public io.bms.api.account.SignIn signIn(Attempt attempt) {
        checks.incrementAndGet();
        last = Optional.of(attempt);
        meanwhile.run();
        return attempt.password().equals(passwords.get(attempt.name()))
                ? new io.bms.api.account.SignIn.Accepted(find(attempt.name()).orElseThrow(), "")
                : new io.bms.api.account.SignIn.Wrong();
    }

    @Override
    public void setPassword(String name, String password) {
        passwords.put(name, password);
        revision.incrementAndGet();
    }

    @Override
    public boolean knows(String name, String device) {
        return false;
    }

    @Override
    public Optional<String> passwordStamp(String name) {
        return Optional.empty();
    }

    @Override
    public long revision() {
        return revision.get();
    }

    /** An admin, unless another role was given. */
    void add(Account account, String password) {
        roles.put(account.name(), account);
        setPassword(account.name(), password);
    }

    void add(String name, Role role) {
        add(new Account(name, role), PASSWORD);
    }

    void remove(String name) {
        passwords.remove(name);
        revision.incrementAndGet();
    }

    @Override
    public Optional<Account> find(String name) {
        String account = Members.account(name);
        return Optional.ofNullable(passwords.get(name))
                .map(known -> roles.getOrDefault(account, new Account(account, Role.ADMIN)));
    }

    @Override
    public Optional<Standing> standing(String user) {
        return find(user).map(account -> new Standing(account, passwords.get(user)));
    }

    /** Everybody may do everything: for tests of what is not about that. */
    static Members unruled() {
        return new Members(new FakeAccounts(), (account, clientId) -> TopicPermissions.ALL);
    }
}

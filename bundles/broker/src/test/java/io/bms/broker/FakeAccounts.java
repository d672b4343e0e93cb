// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.account.Accounts;
import io.bms.api.account.Attempt;
import java.util.List;
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
    private final Map<String, String> passwords = new ConcurrentHashMap<>(Map.of(NAME, PASSWORD));

    @Override
    public io.bms.api.account.SignIn signIn(Attempt attempt) {
        checks.incrementAndGet();
        last = Optional.of(attempt);
        meanwhile.run();
        return attempt.password().equals(passwords.get(attempt.name()))
                ? new io.bms.api.account.SignIn.Accepted(new Account(attempt.name()), "")
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

    @Override
    public List<String> names() {
        return passwords.keySet().stream().sorted().toList();
    }
}

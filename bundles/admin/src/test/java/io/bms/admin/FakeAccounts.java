// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import io.bms.api.account.Account;
import io.bms.api.account.AccountStore;
import io.bms.api.account.Accounts;
import io.bms.api.account.Attempt;
import io.bms.api.account.CredentialIssuer;
import io.bms.api.account.Role;
import io.bms.api.account.SignIn;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Accounts in memory; locks when the test says so. */
final class FakeAccounts implements Accounts, AccountStore, CredentialIssuer {
    private final Clock clock;
    private final Map<String, String> passwords = new HashMap<>(Map.of("admin", "right one", "operator", "other one"));
    private final Map<String, Account> byName = new TreeMap<>(
            Map.of("admin", new Account("admin", Role.ADMIN), "operator", new Account("operator", Role.OPERATOR)));
    private final Map<String, Credential> issued = new HashMap<>();
    final List<Attempt> attempts = new ArrayList<>();
    private Optional<Instant> lockedUntil = Optional.empty();

    FakeAccounts(Clock clock) {
        this.clock = clock;
    }

    void lock(Duration wait) {
        lockedUntil = Optional.of(clock.instant().plus(wait));
    }

    boolean isAlive(String user) {
        return Optional.ofNullable(issued.get(user))
                .filter(credential -> clock.instant().isBefore(credential.expiresAt()))
                .isPresent();
    }

    @Override
    public synchronized SignIn signIn(Attempt attempt) {
        attempts.add(attempt);
        if (lockedUntil.isPresent()) {
            return new SignIn.Later(Duration.between(clock.instant(), lockedUntil.get()));
        }
        String name = attempt.name();
        Credential credential = issued.get(name);
        if (credential != null) {
            return credential.password().equals(attempt.password())
                    ? new SignIn.Accepted(byName.get(name.substring(0, name.indexOf('~'))), "")
                    : new SignIn.Wrong();
        }
        return attempt.password().equals(passwords.get(name))
                ? new SignIn.Accepted(byName.get(name), "device." + name)
                : new SignIn.Wrong();
    }

    @Override
    public boolean knows(String name, String device) {
        return device.equals("device." + name);
    }

    @Override
    public synchronized void setPassword(String name, String password) {
        if (password.length() < 8) {
            throw new IllegalArgumentException("the password has " + password.length() + " characters; use 8 to 256");
        }
        passwords.put(name, password);
        issued.keySet().removeIf(user -> user.startsWith(name + "~"));
    }

    @Override
    public synchronized Optional<String> passwordStamp(String name) {
        return Optional.ofNullable(passwords.get(name)).map(password -> "stamp of " + password);
    }

    @Override
    public long revision() {
        return 0;
    }

    /** As after a restart: what was issued is gone. */
    synchronized void forgetIssued() {
        issued.clear();
    }

    @Override
    public synchronized Optional<Account> find(String name) {
        return Optional.ofNullable(byName.get(name)).filter(account -> !account.disabled());
    }

    @Override
    public synchronized Optional<Standing> standing(String user) {
        String name = user.replaceFirst("~.*", "");
        return find(name)
                .filter(account -> user.equals(name) || isAlive(user))
                .map(account -> new Standing(account, passwordStamp(name).orElse("")));
    }

    @Override
    public synchronized List<Account> list() {
        return List.copyOf(byName.values());
    }

    @Override
    public synchronized void add(Account account, String password) {
        byName.put(account.name(), account);
        setPassword(account.name(), password);
    }

    @Override
    public synchronized void change(Account account) {
        if (account.name().equals("admin") && account.role() != Role.ADMIN) {
            throw new IllegalArgumentException("admin is the only admin");
        }
        byName.put(account.name(), account);
        issued.keySet().removeIf(user -> user.startsWith(account.name() + "~"));
    }

    @Override
    public synchronized void delete(String name) {
        byName.remove(name);
        passwords.remove(name);
        issued.keySet().removeIf(user -> user.startsWith(name + "~"));
    }

    @Override
    public synchronized Credential issue(String account, Duration lifetime) {
        Credential credential = new Credential(
                account + "~" + System.nanoTime(),
                "p" + System.nanoTime(),
                clock.instant().plus(lifetime));
        issued.put(credential.user(), credential);
        return credential;
    }

    @Override
    public synchronized Optional<Credential> renew(String user, Duration lifetime) {
        if (!isAlive(user)) {
            return Optional.empty();
        }
        Credential renewed = new Credential(
                user, issued.get(user).password(), clock.instant().plus(lifetime));
        issued.put(user, renewed);
        return Optional.of(renewed);
    }

    @Override
    public synchronized void revoke(String user) {
        issued.remove(user);
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import io.bms.api.account.Accounts;
import io.bms.api.account.Attempt;
import io.bms.api.account.CredentialIssuer;
import io.bms.api.account.SignIn;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Accounts in memory; locks when the test says so. */
final class FakeAccounts implements Accounts, CredentialIssuer {
    private final Clock clock;
    private final Map<String, String> passwords = new HashMap<>(Map.of("admin", "right one", "operator", "other one"));
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
                    ? new SignIn.Accepted(new Account(name.substring(0, name.indexOf('~'))), "")
                    : new SignIn.Wrong();
        }
        return attempt.password().equals(passwords.get(name))
                ? new SignIn.Accepted(new Account(name), "device." + name)
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
    public List<String> names() {
        return passwords.keySet().stream().sorted().toList();
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

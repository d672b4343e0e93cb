// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import io.bms.api.account.Account;
import io.bms.api.account.AddressBlock;
import io.bms.api.account.Attempt;
import io.bms.api.account.CredentialIssuer;
import io.bms.api.account.Role;
import io.bms.api.account.SecondFactors;
import io.bms.api.account.SignIn;
import io.bms.api.account.Token;
import io.bms.api.account.TokenStore;
import io.bms.testkit.FakeAccounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An admin and an operator, for whom credentials are issued; locks when the test says so. */
final class IssuingAccounts extends FakeAccounts implements CredentialIssuer, TokenStore, SecondFactors {
    private final Clock clock;
    private final Map<String, Credential> issued = new HashMap<>();
    private final Map<String, Made> tokens = new HashMap<>();
    /** By account: begun, and true once it is in force. */
    private final Map<String, Boolean> factors = new HashMap<>();

    private Optional<Instant> lockedUntil = Optional.empty();
    private Optional<String> ofDirectory = Optional.empty();
    private boolean directoryAway;
    private boolean diskFull;

    IssuingAccounts(Clock clock) {
        this.clock = clock;
        add(new Account("admin", Role.ADMIN), "right one");
        add(new Account("operator", Role.OPERATOR), "other one");
    }

    synchronized void lock(Duration wait) {
        lockedUntil = Optional.of(clock.instant().plus(wait));
    }

    /** The directory that keeps this account's password is there, or not. */
    synchronized void keptElsewhere(String account, boolean reachable) {
        ofDirectory = Optional.of(account);
        directoryAway = !reachable;
    }

    /** From now on every change fails, as it does on a full disk. */
    synchronized void fillDisk() {
        diskFull = true;
    }

    private synchronized void requireRoom() {
        if (diskFull) {
            throw new UncheckedIOException(new IOException("designer.db: the database or disk is full"));
        }
    }

    @Override
    public synchronized boolean isOfDirectory(String name) {
        return ofDirectory.filter(name::equals).isPresent();
    }

    synchronized boolean isAlive(String user) {
        return Optional.ofNullable(issued.get(user))
                .filter(credential -> clock.instant().isBefore(credential.expiresAt()))
                .isPresent();
    }

    /** As after a restart: what was issued is gone. */
    synchronized void forgetIssued() {
        issued.clear();
    }

    @Override
    public synchronized SignIn signIn(Attempt attempt) {
        SignIn byPassword = super.signIn(attempt);
        if (lockedUntil.isPresent()) {
            return new SignIn.Later(Duration.between(clock.instant(), lockedUntil.get()));
        }
        if (directoryAway && isOfDirectory(attempt.name())) {
            return new SignIn.Unavailable();
        }
        if (attempt.name().isEmpty()) {
            return Optional.ofNullable(tokens.get(attempt.password()))
                    .flatMap(made -> find(made.token().account()))
                    .<SignIn>map(account -> new SignIn.Accepted(account, ""))
                    .orElseGet(SignIn.Wrong::new);
        }
        Credential credential = issued.get(attempt.name());
        if (credential == null && byPassword instanceof SignIn.Accepted && hasFactor(attempt.name())) {
            return attempt.code()
                    .<SignIn>map(code -> code.equals("123456") ? byPassword : new SignIn.Wrong())
                    .orElseGet(() -> new SignIn.CodeRequired(false));
        }
        if (credential == null) {
            return byPassword;
        }
        return find(account(attempt.name()))
                .filter(account -> credential.password().equals(attempt.password()))
                .<SignIn>map(account -> new SignIn.Accepted(account, ""))
                .orElseGet(SignIn.Wrong::new);
    }

    @Override
    public synchronized void setPassword(String name, String password) {
        requireRoom();
        if (password.length() < 8) {
            throw new IllegalArgumentException("the password has " + password.length() + " characters; use 8 to 256");
        }
        super.setPassword(name, password);
        end(name);
    }

    @Override
    public synchronized Optional<Standing> standing(String user) {
        String name = account(user);
        return super.standing(name).filter(standing -> user.equals(name) || isAlive(user));
    }

    @Override
    public synchronized void change(Account account) {
        requireRoom();
        super.change(account);
        end(account.name());
    }

    @Override
    public synchronized void delete(String name) {
        requireRoom();
        super.delete(name);
        end(name);
    }

    /** Ends all credentials of an account. */
    private void end(String account) {
        issued.keySet().removeIf(user -> user.startsWith(account + "~"));
    }

    @Override
    public synchronized List<Token> tokens() {
        return tokens.values().stream().map(Made::token).toList();
    }

    @Override
    public synchronized Made addToken(String account, String purpose, Duration lifetime, List<AddressBlock> networks) {
        Instant now = clock.instant();
        Token token =
                new Token("t" + tokens.size(), account, purpose, now, now.plus(lifetime), Optional.empty(), networks);
        Made made = new Made(token, "text of " + token.id());
        tokens.put(made.text(), made);
        return made;
    }

    @Override
    public synchronized void revokeToken(String id) {
        tokens.values().removeIf(made -> made.token().id().equals(id));
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

    @Override
    public synchronized boolean hasFactor(String account) {
        return factors.getOrDefault(account, false);
    }

    @Override
    public synchronized Enrolment beginFactor(String account) {
        factors.put(account, false);
        return new Enrolment("SECRET", "otpauth://totp/" + account);
    }

    @Override
    public synchronized List<String> confirmFactor(String account, String code) {
        if (!code.equals("123456")) {
            throw new IllegalArgumentException("the code is wrong");
        }
        factors.put(account, true);
        return List.of("recovery");
    }

    @Override
    public synchronized void removeFactor(String account) {
        factors.remove(account);
    }
}

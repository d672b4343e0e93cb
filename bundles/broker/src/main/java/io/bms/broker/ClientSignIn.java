// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.account.Account;
import io.bms.api.account.Accounts;
import io.bms.api.account.Attempt;
import io.bms.api.account.ClientAddress;
import io.bms.api.account.SignIn;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Says whether a name and a password belong together. The gateway's own account exists only here and
 * only in memory; everyone else is in {@link Accounts}.
 *
 * <p>Credentials that were right are believed for a minute, unless a password was changed meanwhile. Which checks come
 * first, and what failures cost whom, is for {@link Accounts} to say; but no more of the broker's few threads wait
 * there than it can spare.
 *
 * <p>Thread: any.
 */
final class ClientSignIn {
    static final String GATEWAY = Account.GATEWAY;

    private static final Duration BELIEVED = Duration.ofMinutes(1);
    /**
     * How many of the threads that {@link ArtemisSettings} gives to connections may wait for a password to be checked.
     */
    private static final int WAITING = 2;

    private static final Duration NO_THREAD = Duration.ofSeconds(2);

    private static final int REMEMBERED = 100;

    private final Accounts accounts;
    private final Clock clock;
    private final SignInTrail trail;
    private final String gatewayPassword;
    private final byte[] salt;
    private final String certified;
    private final Map<String, Acceptance> accepted = new LinkedHashMap<>(16, 0.75f, true);
    private final Semaphore waiting = new Semaphore(WAITING);

    /**
     * Credentials were right.
     *
     * @param at when that was
     * @param revision of the accounts then
     */
    private record Acceptance(SignIn judged, Instant at, long revision) {}

    /** One that nobody is told of. */
    ClientSignIn(Accounts accounts, Clock clock) {
        this(accounts, clock, new SignInTrail());
    }

    ClientSignIn(Accounts accounts, Clock clock, SignInTrail trail) {
        this.accounts = accounts;
        this.trail = trail;
        this.clock = clock;
        SecureRandom random = new SecureRandom();
        this.salt = bytes(random, 16);
        this.certified = text(random);
        this.gatewayPassword = text(random);
    }

    String gatewayPassword() {
        return gatewayPassword;
    }

    /** Another number whenever something has changed of which a password that was right may be wrong now. */
    long revision() {
        return accounts.revision();
    }

    /**
     * The password of whoever has shown an account's certificate. Nobody outside learns it, and it tells nothing of
     * another's.
     */
    String ticket(String account) {
        return digest(account, certified);
    }

    /** @param seen the address for the audit, which is another's for a page that came by the web port */
    boolean accepts(String name, String password, ClientAddress from, String seen) {
        if (name == null || password == null || name.isEmpty()) {
            return false;
        }
        if (name.equals(GATEWAY)) {
            return MessageDigest.isEqual(utf8(gatewayPassword), utf8(password));
        }
        SignIn judged = judge(name, password, from);
        trail.count(name, seen, judged);
        return judged instanceof SignIn.Accepted;
    }

    private SignIn judge(String name, String password, ClientAddress from) {
        if (MessageDigest.isEqual(utf8(ticket(name)), utf8(password))) {
            return accounts.find(name).map(ClientSignIn::accepted).orElseGet(SignIn.Wrong::new);
        }
        String credentials = digest(name, password);
        Optional<SignIn> believed = believed(credentials);
        if (believed.isPresent()) {
            return believed.get();
        }
        // Read before the check: a change in between makes the answer an old one.
        Instant now = clock.instant();
        long revision = accounts.revision();
        SignIn judged = check(new Attempt(name, password, from, Optional.empty()));
        remember(
                credentials,
                judged instanceof SignIn.Accepted right
                        ? Optional.of(new Acceptance(right, now, revision))
                        : Optional.empty());
        return judged;
    }

    private static SignIn accepted(Account account) {
        return new SignIn.Accepted(account, "");
    }

    private SignIn check(Attempt attempt) {
        boolean costly = !isIssued(attempt.name());
        if (costly && !waiting.tryAcquire()) {
            return new SignIn.Later(NO_THREAD);
        }
        try {
            return accounts.signIn(attempt);
        } finally {
            if (costly) {
                waiting.release();
            }
        }
    }

    /** Accounts have no tilde in their names; those of {@link io.bms.api.account.CredentialIssuer} have one. */
    private static boolean isIssued(String name) {
        return name.indexOf('~') >= 0;
    }

    private synchronized Optional<SignIn> believed(String credentials) {
        return Optional.ofNullable(accepted.get(credentials))
                .filter(last -> last.revision() == accounts.revision()
                        && clock.instant().isBefore(last.at().plus(BELIEVED)))
                .map(Acceptance::judged);
    }

    private synchronized void remember(String credentials, Optional<Acceptance> acceptance) {
        if (acceptance.isEmpty()) {
            accepted.remove(credentials);
            return;
        }
        accepted.put(credentials, acceptance.get());
        if (accepted.size() > REMEMBERED) {
            accepted.remove(accepted.keySet().iterator().next());
        }
    }

    /** Salted, so that a dump of the memory holds no hash that could be looked up. */
    private String digest(String name, String password) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(salt);
            sha256.update(utf8(name));
            sha256.update((byte) 0);
            return Base64.getEncoder().encodeToString(sha256.digest(utf8(password)));
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java platform has SHA-256", absent);
        }
    }

    private static String text(SecureRandom random) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(random, 32));
    }

    private static byte[] bytes(SecureRandom random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

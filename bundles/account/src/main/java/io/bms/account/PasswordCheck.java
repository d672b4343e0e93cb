// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.account.AccountTable.Stored;
import io.bms.account.Directory.Answer;
import io.bms.account.HashQueue.Rank;
import io.bms.api.account.Attempt;
import io.bms.api.account.SignIn;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides on an {@link Attempt} with an account's own password, or one that the site's directory keeps. Whoever was
 * wrong too often has to wait, but on this machine (127.0.0.1, ::1): there the next attempt is checked within the
 * machine's share of the {@link HashQueue}.
 *
 * <p>Thread: any.
 */
final class PasswordCheck {
    private static final Duration NO_TURN = Duration.ofSeconds(2);

    private final Function<String, Optional<Stored>> stored;
    private final PasswordHash nobody;
    private final Clock clock;
    private final SecureRandom random;
    private final HashQueue queue;
    private final Delays delays;
    private final Verified verified;
    private final KnownPairs pairs;
    private final OneTimeCodes codes;
    private final StoredFactors factors;
    private final DirectoryAccounts directory;

    /**
     * @param stored those that may sign in
     * @param nobody what is compared with where there is no account, so that it takes as long
     */
    PasswordCheck(
            Function<String, Optional<Stored>> stored,
            PasswordHash nobody,
            Clock clock,
            SecureRandom random,
            HashQueue queue,
            KnownPairs pairs,
            OneTimeCodes codes,
            StoredFactors factors,
            DirectoryAccounts directory) {
        this.stored = stored;
        this.nobody = nobody;
        this.clock = clock;
        this.random = random;
        this.queue = queue;
        this.pairs = pairs;
        this.codes = codes;
        this.factors = factors;
        this.directory = directory;
        this.delays = new Delays(clock);
        this.verified = new Verified(clock, random);
    }

    /** @param attempt with a name that an account could have, and a password that is not too long */
    SignIn decide(Attempt attempt) {
        Optional<Stored> found = stored.apply(attempt.name());
        if (directory.decide(attempt.name())) {
            return decidedByDirectory(attempt, found.map(Stored::password).orElse(nobody));
        }
        PasswordHash hash =
                found.filter(one -> !one.isOfDirectory()).map(Stored::password).orElse(nobody);
        if (verified.holds(attempt.name(), attempt.password(), hash.stamp())) {
            return accepted(attempt, found.orElseThrow());
        }
        Whom whom = whom(attempt, hash);
        boolean counted = delays.begin(whom.text());
        if (!counted && !attempt.from().isLocalhost()) {
            return later(whom.text());
        }
        Rank rank = counted ? whom.rank() : Rank.THIS_MACHINE;
        Optional<Boolean> right = queue.check(rank, attempt.from(), () -> hash.matches(attempt.password()));
        if (right.isEmpty()) {
            if (counted) {
                delays.undo(whom.text());
            }
            return new SignIn.Later(NO_TURN);
        }
        // The turn may have come late: what counts is what is stored now.
        if (!right.get() || !stored.apply(attempt.name()).equals(found)) {
            return new SignIn.Wrong();
        }
        delays.succeeded(whom.text());
        if (found.get().codeUntil().isPresent()) {
            return new SignIn.OneTimeCode(codes.hasEnded(found.get()));
        }
        verified.add(attempt.name(), attempt.password(), hash.stamp());
        return accepted(attempt, found.orElseThrow());
    }

    /**
     * Wrong ones wait on this machine, too: no {@link HashQueue} bounds what is tried there, and the directory may lock
     * an account.
     *
     * @param hash whose devices are known
     */
    private SignIn decidedByDirectory(Attempt attempt, PasswordHash hash) {
        String whom = whom(attempt, hash).text();
        if (!delays.begin(whom)) {
            return later(whom);
        }
        Answer answer = directory.check(attempt.name(), attempt.password());
        if (answer instanceof Answer.Member member) {
            delays.succeeded(whom);
            return directory
                    .member(attempt.name(), member.role())
                    .map(account -> accepted(attempt, account))
                    .orElseGet(SignIn.Wrong::new);
        }
        if (answer instanceof Answer.Refused) {
            return new SignIn.Wrong();
        }
        delays.undo(whom);
        return answer instanceof Answer.Busy ? new SignIn.Later(NO_TURN) : new SignIn.Unavailable();
    }

    /** The password is right. Only whoever knows it has the account wait for wrong codes. */
    private SignIn accepted(Attempt attempt, Stored found) {
        if (!factors.has(attempt.name())) {
            return signedIn(attempt, found);
        }
        if (attempt.code().isEmpty()) {
            return new SignIn.CodeRequired(!factors.isClockRight());
        }
        String whom = "code of " + attempt.name();
        if (!delays.begin(whom)) {
            return later(whom);
        }
        if (!factors.use(attempt.name(), attempt.code().get())) {
            return new SignIn.Wrong();
        }
        delays.succeeded(whom);
        return signedIn(attempt, found);
    }

    private SignIn later(String whom) {
        Instant until = delays.until(whom).orElseGet(clock::instant);
        return new SignIn.Later(Duration.between(clock.instant(), until));
    }

    private SignIn signedIn(Attempt attempt, Stored found) {
        PasswordHash hash = found.password();
        pairs.add(pair(attempt));
        return new SignIn.Accepted(
                found.account(),
                attempt.device()
                        .filter(device -> DeviceToken.isOf(device, attempt.name(), hash))
                        .orElseGet(() -> DeviceToken.of(attempt.name(), hash, random)));
    }

    /** Who an attempt is held against, and when it is checked. */
    private record Whom(String text, Rank rank) {}

    private Whom whom(Attempt attempt, PasswordHash hash) {
        Optional<String> device =
                attempt.device().filter(token -> hash != nobody && DeviceToken.isOf(token, attempt.name(), hash));
        if (device.isPresent()) {
            return new Whom("device " + device.get(), Rank.KNOWN);
        }
        if (pairs.contains(pair(attempt))) {
            return new Whom("pair " + pair(attempt), Rank.KNOWN);
        }
        return new Whom(
                "address " + attempt.from().share(), attempt.from().isLocalhost() ? Rank.THIS_MACHINE : Rank.STRANGER);
    }

    private static String pair(Attempt attempt) {
        return attempt.name() + " " + attempt.from().share();
    }
}

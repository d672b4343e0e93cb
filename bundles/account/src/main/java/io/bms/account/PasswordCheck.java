// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.account.AccountTable.Stored;
import io.bms.api.account.Attempt;
import io.bms.api.account.SignIn;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides on an {@link Attempt} with an account's own password.
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
            StoredFactors factors) {
        this.stored = stored;
        this.nobody = nobody;
        this.clock = clock;
        this.random = random;
        this.queue = queue;
        this.pairs = pairs;
        this.codes = codes;
        this.factors = factors;
        this.delays = new Delays(clock);
        this.verified = new Verified(clock, random);
    }

    /** @param attempt with a name that an account could have, and a password that is not too long */
    SignIn decide(Attempt attempt) {
        Optional<Stored> found = stored.apply(attempt.name());
        PasswordHash hash = found.map(Stored::password).orElse(nobody);
        if (verified.holds(attempt.name(), attempt.password(), hash.stamp())) {
            return accepted(attempt, found.orElseThrow());
        }
        Whom whom = whom(attempt, hash);
        if (!delays.begin(whom.text())) {
            return later(whom.text());
        }
        Optional<Boolean> right =
                queue.check(whom.comesFirst(), attempt.from(), () -> hash.matches(attempt.password()));
        if (right.isEmpty()) {
            delays.undo(whom.text());
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

    /**
     * Who an attempt is held against.
     *
     * @param comesFirst before strangers
     */
    private record Whom(String text, boolean comesFirst) {}

    private Whom whom(Attempt attempt, PasswordHash hash) {
        Optional<String> device =
                attempt.device().filter(token -> hash != nobody && DeviceToken.isOf(token, attempt.name(), hash));
        if (device.isPresent()) {
            return new Whom("device " + device.get(), true);
        }
        if (pairs.contains(pair(attempt))) {
            return new Whom("pair " + pair(attempt), true);
        }
        return new Whom("address " + attempt.from().share(), attempt.from().isThisMachine());
    }

    private static String pair(Attempt attempt) {
        return attempt.name() + " " + attempt.from().share();
    }
}

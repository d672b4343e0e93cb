// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.account.AccountTable.Stored;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Makes the codes with which somebody chooses a password, and says how long they hold. What is left of that is looked
 * up when the process starts, and counted on from there: the clock of a machine without a battery jumps by years once
 * it hears the time. Thread: any.
 */
final class OneTimeCodes {
    private static final Duration LIFETIME = Duration.ofHours(24);

    private final Clock clock;
    private final LongSupplier nanoTime;
    private final SecureRandom random;
    private final int iterations;
    /** By the stamp of the code. */
    private final Map<String, Long> ends = new ConcurrentHashMap<>();

    /** @param nanoTime as {@link System#nanoTime()} */
    OneTimeCodes(Clock clock, LongSupplier nanoTime, SecureRandom random, int iterations) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.random = random;
        this.iterations = iterations;
    }

    /** A code, as it is shown and as it is stored. */
    record Made(String text, PasswordHash hash, Instant until) {
        /** Without the text: this might stand in logs. */
        @Override
        public String toString() {
            return "a code until " + until;
        }
    }

    Made make() {
        String text = CodeText.madeUp(random);
        PasswordHash hash = hash(text);
        ends.put(hash.stamp(), nanoTime.getAsLong() + LIFETIME.toNanos());
        return new Made(text, hash, clock.instant().plus(LIFETIME));
    }

    PasswordHash hash(String password) {
        return PasswordHash.of(password, iterations, random);
    }

    /** Whether what is stored is a code that holds no longer. */
    boolean hasEnded(Stored stored) {
        if (stored.codeUntil().isEmpty()) {
            return false;
        }
        long end = ends.computeIfAbsent(
                stored.password().stamp(),
                stamp -> nanoTime.getAsLong() + left(stored.codeUntil().get()).toNanos());
        return nanoTime.getAsLong() - end >= 0;
    }

    private Duration left(Instant until) {
        Duration left = Duration.between(clock.instant(), until);
        return left.compareTo(LIFETIME) < 0 ? left : LIFETIME;
    }
}

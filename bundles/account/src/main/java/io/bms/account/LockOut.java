// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Refuses a name for a growing time once too many sign-ins under it failed, by whichever door. Names that
 * do not exist are counted like those that do, so that the wait tells nobody which is which; the
 * least recently tried are forgotten first.
 */
final class LockOut {
    private static final int FREE_FAILURES = 5;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
    private static final int REMEMBERED = 1000;

    private final Clock clock;
    private final Map<String, Failures> byName = new LinkedHashMap<>(16, 0.75f, true);

    LockOut(Clock clock) {
        this.clock = clock;
    }

    private record Failures(int count, Instant lockedUntil) {}

    /**
     * Begins an attempt, which counts as failed until {@link #succeeded} says otherwise; so attempts at
     * the same moment can not be more than those one after another.
     *
     * @return false if the name is locked; nothing was counted then
     */
    synchronized boolean begin(String name) {
        Instant now = clock.instant();
        Failures before = byName.getOrDefault(name, new Failures(0, now));
        if (now.isBefore(before.lockedUntil())) {
            return false;
        }
        int count = before.count() + 1;
        byName.put(name, new Failures(count, count < FREE_FAILURES ? now : now.plus(wait(count))));
        if (byName.size() > REMEMBERED) {
            byName.remove(byName.keySet().iterator().next());
        }
        return true;
    }

    synchronized void succeeded(String name) {
        byName.remove(name);
    }

    synchronized Optional<Instant> lockedUntil(String name) {
        return Optional.ofNullable(byName.get(name)).map(Failures::lockedUntil).filter(clock.instant()::isBefore);
    }

    private static Duration wait(int failures) {
        int doublings = Math.min(failures - FREE_FAILURES, 10);
        Duration wait = FIRST_WAIT.multipliedBy(1L << doublings);
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }
}

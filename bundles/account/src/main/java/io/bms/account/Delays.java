// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Has whoever was wrong too often wait, longer each time: an address, a device, or a name at an address where it signed
 * in before. Never an account as such, or a stranger could keep everybody out of it. The least recently tried are
 * forgotten first. Thread: any.
 */
final class Delays {
    private static final int FREE_FAILURES = 5;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
    private static final int REMEMBERED = 1000;

    private final Clock clock;
    private final Map<String, Failures> byWhom = new LinkedHashMap<>(16, 0.75f, true);

    Delays(Clock clock) {
        this.clock = clock;
    }

    private record Failures(int count, Instant until) {}

    /**
     * Begins an attempt, which counts as failed until {@link #succeeded} says otherwise; so attempts at
     * the same moment cannot be more than those one after another.
     *
     * @return false if it has to wait; nothing was counted then
     */
    synchronized boolean begin(String whom) {
        Instant now = clock.instant();
        Failures before = byWhom.getOrDefault(whom, new Failures(0, now));
        if (now.isBefore(before.until())) {
            return false;
        }
        int count = before.count() + 1;
        byWhom.put(whom, new Failures(count, count < FREE_FAILURES ? now : now.plus(wait(count))));
        if (byWhom.size() > REMEMBERED) {
            byWhom.remove(byWhom.keySet().iterator().next());
        }
        return true;
    }

    /** What was begun was not carried out. */
    synchronized void undo(String whom) {
        byWhom.computeIfPresent(
                whom,
                (same, failures) -> failures.count() > 1 ? new Failures(failures.count() - 1, clock.instant()) : null);
    }

    synchronized void succeeded(String whom) {
        byWhom.remove(whom);
    }

    synchronized Optional<Instant> until(String whom) {
        return Optional.ofNullable(byWhom.get(whom)).map(Failures::until).filter(clock.instant()::isBefore);
    }

    private static Duration wait(int failures) {
        int doublings = Math.min(failures - FREE_FAILURES, 10);
        Duration wait = FIRST_WAIT.multipliedBy(1L << doublings);
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * For how long things have been so, by a clock that nobody sets: neither a clock that is put right nor one that is put
 * back raises an alarm. Thread: bms-alarm-engine.
 */
final class Lasting<K> {
    private final LongSupplier nanos;
    private final Map<K, Long> begun = new HashMap<>();

    /** @param nanos as {@link System#nanoTime()} */
    Lasting(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** It is so now. */
    void is(K key) {
        begun.putIfAbsent(key, nanos.getAsLong());
    }

    void isNot(K key) {
        begun.remove(key);
    }

    /** Forgets all things but these: it is over for the others. */
    void retain(Collection<K> still) {
        begun.keySet().retainAll(still);
    }

    /** Likewise. */
    void retainIf(Predicate<K> still) {
        begun.keySet().removeIf(still.negate());
    }

    void clear() {
        begun.clear();
    }

    /** For how long it has been so; empty if it is not. */
    Optional<Duration> of(K key) {
        return Optional.ofNullable(begun.get(key)).map(since -> Duration.ofNanos(nanos.getAsLong() - since));
    }

    boolean isSoFor(K key, Duration least) {
        return of(key).filter(lasted -> lasted.compareTo(least) >= 0).isPresent();
    }
}

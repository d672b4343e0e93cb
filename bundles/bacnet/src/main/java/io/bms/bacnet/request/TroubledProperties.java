// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import io.bms.bacnet.value.PropertyKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The properties of one device that spoil the requests they are in, and those that it never answers for. Each is asked
 * for by itself, and the more rarely the longer that lasts. Thread: bms-bacnet-worker.
 */
final class TroubledProperties {
    /** A property that spoilt this many requests at most is still asked for in each read: values come and go. */
    private static final int AT_EACH_READ = 3;

    private final LongSupplier reads;
    private final LongSupplier nanoTime;
    private final Map<PropertyKey, Troubled> byKey = new HashMap<>();

    /**
     * One of them.
     *
     * @param last its last reading
     * @param again when it is asked for next
     */
    record Troubled(Reading last, Again again) {
        boolean isMute() {
            return last.isMute();
        }

        boolean isDue() {
            return !isMute() && again.failures() < AT_EACH_READ || again.isDue();
        }
    }

    TroubledProperties(LongSupplier reads, LongSupplier nanoTime) {
        this.reads = reads;
        this.nanoTime = nanoTime;
    }

    Optional<Troubled> of(PropertyKey key) {
        return byKey.isEmpty() ? Optional.empty() : Optional.ofNullable(byKey.get(key));
    }

    /** @param cost how long it kept everybody waiting, in nanoseconds */
    void add(PropertyKey key, Reading reading, long cost) {
        Troubled known = byKey.get(key);
        Again again = known == null ? new Again(reads, nanoTime) : known.again();
        byKey.put(key, new Troubled(reading, again.failed(cost)));
    }

    boolean isMute(PropertyKey key) {
        return of(key).filter(Troubled::isMute).isPresent();
    }

    void remove(PropertyKey key) {
        if (!byKey.isEmpty()) {
            byKey.remove(key);
        }
    }

    void clear() {
        byKey.clear();
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import io.bms.bacnet.value.PropertyKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The properties of one device that spoil what they are asked together with, and those that it says nothing to: each is
 * asked by itself, and the longer it is so the more seldom. Confined to the worker.
 */
final class TroubledProperties {
    /** At first it is asked each time: values come and go. */
    private static final int AT_EACH_READ = 3;

    private final LongSupplier reads;
    private final LongSupplier nanoTime;
    private final Map<PropertyKey, Troubled> byKey = new HashMap<>();

    /**
     * One of them.
     *
     * @param last what came of it
     * @param again when it is asked next
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

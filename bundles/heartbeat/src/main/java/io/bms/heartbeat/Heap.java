// SPDX-License-Identifier: GPL-3.0-only
package io.bms.heartbeat;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Java's heap as its management beans describe it: the pool in which what lives long ends up, and the collectors that
 * collect all of it. What is in use between collections says little, since garbage is part of it. A virtual machine
 * without such a pool tells nothing, and the heap then counts as large enough. Thread: any.
 */
final class Heap {
    /** That of a collector of G1 which knows all pools and collects the young one only. */
    private static final String YOUNG = "Young";

    private final Optional<MemoryPoolMXBean> old;
    private final List<GarbageCollectorMXBean> full;

    /**
     * What is known now.
     *
     * @param occupied share of the pool that was in use after its last full collection, 0 to 1; empty before the first
     * @param used share that is in use now, garbage included
     * @param collections full collections so far
     * @param inCollections how long they took so far, by the clock: on a busy machine more than they cost
     */
    record Reading(OptionalDouble occupied, double used, long collections, Duration inCollections) {}

    /** That of this process. */
    Heap() {
        old = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isCollectionUsageThresholdSupported())
                .max(Comparator.comparingLong(pool -> pool.getUsage().getMax()));
        full = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(collector -> !collector.getName().contains(YOUNG))
                .filter(collector -> old.filter(
                                pool -> List.of(collector.getMemoryPoolNames()).contains(pool.getName()))
                        .isPresent())
                .toList();
    }

    Reading read() {
        long collections = full.stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
        long millis = full.stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
        return new Reading(
                collections == 0 ? OptionalDouble.empty() : share(old.map(MemoryPoolMXBean::getCollectionUsage)),
                share(old.map(MemoryPoolMXBean::getUsage)).orElse(0),
                collections,
                Duration.ofMillis(millis));
    }

    private static OptionalDouble share(Optional<MemoryUsage> usage) {
        return usage.filter(of -> of.getMax() > 0).stream()
                .mapToDouble(of -> (double) of.getUsed() / of.getMax())
                .findFirst();
    }
}

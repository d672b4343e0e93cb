// SPDX-License-Identifier: GPL-3.0-only
package io.bms.heartbeat;

import io.bms.api.memory.HeapLevel;
import io.bms.heartbeat.Heap.Reading;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Makes a level of what the heap says: by how much of it is in use after a full collection, and, where that is
 * {@link #FULL}, by how much of the last {@link #WINDOW} went into full collections; the worse counts. Time alone says
 * nothing: a machine that has no processor to spare stretches a few collections, those of a start above all, over
 * seconds, and to give up anything would not help it. It rises at once, and falls only after {@link #CALM}, with room
 * to spare, so that it does not go back and forth. Thread: one at a time.
 */
final class HeapJudgement {
    /** The time of which collections take a share. */
    static final Duration WINDOW = Duration.ofSeconds(10);
    /** How long a level holds at least after it was last reached. */
    static final Duration CALM = Duration.ofSeconds(10);
    /** How much less than a level's share must be in use for it to end. */
    static final double TO_SPARE = 0.08;

    /** The share in use from which the heap is short. */
    static final double SHORT = 0.80;
    /** The share in use from which it is short if the time goes into collections. */
    static final double FULL = 0.60;

    private final Deque<Look> looks = new ArrayDeque<>();
    private HeapLevel level = HeapLevel.ENOUGH;
    private long reachedNanos;

    private record Look(long nanos, long inCollectionsNanos) {}

    /** @param nanos of the machine's monotonic clock, later with each call */
    HeapLevel judge(Reading now, long nanos) {
        double share = share(now, nanos);
        double occupied = now.occupied().orElse(0);
        HeapLevel next = level(occupied, share);
        if (next.isAtLeast(level)) {
            level = next;
            reachedNanos = nanos;
        } else if (nanos - reachedNanos >= CALM.toNanos()) {
            HeapLevel lower = level(occupied + TO_SPARE, share * 2);
            level = level.isAtLeast(lower) ? lower : level;
        }
        return level;
    }

    private double share(Reading now, long nanos) {
        looks.add(new Look(nanos, now.inCollections().toNanos()));
        while (nanos - looks.peekFirst().nanos() > WINDOW.toNanos()) {
            looks.removeFirst();
        }
        // of all the window, however short it has been looked at: a start collects much in its first second
        return (double) (now.inCollections().toNanos() - looks.peekFirst().inCollectionsNanos()) / WINDOW.toNanos();
    }

    private static HeapLevel level(double occupied, double share) {
        HeapLevel byOccupied = byOccupied(occupied);
        return occupied < FULL ? byOccupied : worse(byOccupied, byShare(share));
    }

    private static HeapLevel byOccupied(double occupied) {
        return level(occupied, SHORT, 0.88, 0.94);
    }

    private static HeapLevel byShare(double share) {
        return level(share, 0.20, 0.40, 0.60);
    }

    private static HeapLevel level(double of, double isShort, double isScarce, double isCritical) {
        if (of < isShort) {
            return HeapLevel.ENOUGH;
        }
        return of < isScarce ? HeapLevel.SHORT : of < isCritical ? HeapLevel.SCARCE : HeapLevel.CRITICAL;
    }

    private static HeapLevel worse(HeapLevel one, HeapLevel other) {
        return one.isAtLeast(other) ? one : other;
    }
}

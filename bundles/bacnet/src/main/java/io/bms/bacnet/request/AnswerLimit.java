// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import java.util.function.LongSupplier;

/**
 * How much a device can be asked for at once, in octets of its answer. It is learnt from what the device answered and
 * what it did not, and is never final. After a first failure the full size is tried again, since the fault may have
 * passed; then sizes between the greatest that went well and the smallest that failed; then, at growing intervals, a
 * little more. Thread: bms-bacnet-worker.
 */
final class AnswerLimit {
    static final int NONE = Integer.MAX_VALUE;
    /** Octets of an answer that fit the smallest packets of any link (ASHRAE 135, 20.1.2.5), headers left out. */
    static final int SMALL = 194;

    private final LongSupplier reads;
    private final Again again;
    private int good;
    private int bad = NONE;
    private int now = NONE;
    private boolean triedAll;
    /** A size that went well before and failed, perhaps in passing, in the read number {@link #struckAt}. */
    private int struck = NONE;

    private long struckAt;

    AnswerLimit(LongSupplier reads, LongSupplier nanoTime) {
        this.reads = reads;
        again = new Again(reads, nanoTime);
    }

    void forget() {
        good = 0;
        lift();
    }

    private void lift() {
        bad = NONE;
        now = NONE;
        triedAll = false;
        struck = NONE;
    }

    /** How many octets to ask for; {@link #NONE} unless something was too much. */
    int now() {
        return now;
    }

    /** The same, or more where it is time to try. */
    int next() {
        if (now == NONE || !again.isDue()) {
            return now;
        }
        return !triedAll ? NONE : isClose() ? bad : (good + bad) / 2;
    }

    private boolean isClose() {
        return bad - good <= Math.max(2 * DeviceMemory.OCTETS_PER_PROPERTY, good / 8);
    }

    /** The greatest size that went well, if it is smaller than this one; else 0. */
    int goodBelow(int weight) {
        return good < weight ? good : 0;
    }

    /** An answer of this size was complete. */
    void took(int weight) {
        good = Math.max(good, weight);
        if (weight >= struck) {
            struck = NONE;
        }
        if (weight >= bad) {
            lift();
        } else if (weight > now && now != NONE) {
            now = weight;
            again.failedFirst(0);
        }
    }

    /**
     * An answer of this size failed, though each part of it could be had.
     *
     * @param cost how long the attempt took, in nanoseconds
     */
    void tooMuch(int weight, long cost) {
        if (weight <= good && !isStruckAgain(weight)) {
            return;
        }
        if (weight <= good) {
            good = 0;
        }
        if (now == NONE) {
            triedAll = false;
            again.failedFirst(cost);
        }
        bad = Math.min(bad, weight);
        now = good > 0 ? Math.min(good, now) : Math.min(weight / 2, SMALL);
        struck = NONE;
    }

    /** A size that went well before has now failed in two reads. */
    private boolean isStruckAgain(int weight) {
        if (struck != NONE && struckAt != reads.getAsLong()) {
            return true;
        }
        struck = Math.min(struck, weight);
        struckAt = reads.getAsLong();
        return false;
    }

    /** A greater size was tried, in vain. */
    void stillTooMuch(long cost) {
        if (triedAll && isClose()) {
            again.failed(cost);
        } else {
            again.failedFirst(cost);
        }
        triedAll = true;
    }
}

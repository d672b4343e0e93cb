// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import java.util.function.LongSupplier;

/**
 * How much a device can be asked for at once, in octets of its answer: learnt from what it did and what it did not, and never
 * taken for final. After a first failure all is tried again, since the fault may have passed; then what lies between, until that
 * is little; then, with growing patience, a bit more. Confined to the worker.
 */
final class AnswerLimit {
    static final int NONE = Integer.MAX_VALUE;
    /** What passes the links with the smallest packets (ASHRAE 135, 20.1.2.5), headers left out. */
    static final int SMALL = 194;

    private final LongSupplier reads;
    private final Again again;
    private int good;
    private int bad = NONE;
    private int now = NONE;
    private boolean triedAll;
    /** A size that went well before and has failed, perhaps in passing, at that read. */
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

    /** How much to ask for; {@link #NONE} unless something was too much. */
    int now() {
        return now;
    }

    /** The same, or for once more, where it is time to try. */
    int next() {
        if (now == NONE || !again.isDue()) {
            return now;
        }
        return !triedAll ? NONE : isClose() ? bad : (good + bad) / 2;
    }

    private boolean isClose() {
        return bad - good <= Math.max(2 * DeviceMemory.OCTETS_PER_PROPERTY, good / 8);
    }

    /** What was good so far, and less than this was. */
    int goodBelow(int weight) {
        return good < weight ? good : 0;
    }

    /** So much was answered in full. */
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
     * So much at once was not answered, though each part of it can be had.
     *
     * @param cost of the attempt, in nanoseconds
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

    /** What went well before has now failed in two reads. */
    private boolean isStruckAgain(int weight) {
        if (struck != NONE && struckAt != reads.getAsLong()) {
            return true;
        }
        struck = Math.min(struck, weight);
        struckAt = reads.getAsLong();
        return false;
    }

    /** More was tried, in vain. */
    void stillTooMuch(long cost) {
        if (triedAll && isClose()) {
            again.failed(cost);
        } else {
            again.failedFirst(cost);
        }
        triedAll = true;
    }
}

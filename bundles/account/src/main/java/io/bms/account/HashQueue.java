// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.api.account.ClientAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Has the costly checks of passwords take turns, one at a time, whichever door they came by. Who is known comes before
 * strangers, whose wrong passwords may take a quarter of one core in the long run. What does not fit is not checked.
 * Thread: any; it waits here for its turn.
 */
final class HashQueue {
    /** Together fewer than the threads of the web port. */
    static final int STRANGERS = 4;

    static final int KNOWN = 8;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    /** What strangers may use up beyond their share, at once. */
    private static final long BURST_NANOS = Duration.ofSeconds(2).toNanos();

    private static final int SHARE = 4;
    private static final long LOOK_AGAIN_MS = 20;

    private final LongSupplier nanoTime;
    private final Deque<ClientAddress> known = new ArrayDeque<>();
    private final Deque<ClientAddress> strangers = new ArrayDeque<>();
    private boolean running;
    private long paidUntil;

    /** @param nanoTime as {@link System#nanoTime()} */
    HashQueue(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.paidUntil = nanoTime.getAsLong();
    }

    /**
     * Runs the check when it is its turn, on the caller's thread.
     *
     * @return what it said; empty if there was no place, or no turn in time
     */
    Optional<Boolean> check(boolean isKnown, ClientAddress from, BooleanSupplier check) {
        if (!await(isKnown ? known : strangers, from)) {
            return Optional.empty();
        }
        long begun = nanoTime.getAsLong();
        boolean right = false;
        try {
            right = check.getAsBoolean();
            return Optional.of(right);
        } finally {
            done(isKnown || right ? 0 : nanoTime.getAsLong() - begun);
        }
    }

    /** The number of checks that wait, for tests. */
    synchronized int waiting() {
        return known.size() + strangers.size();
    }

    private synchronized boolean await(Deque<ClientAddress> queue, ClientAddress from) {
        boolean full = queue == known ? queue.size() >= KNOWN : queue.size() >= STRANGERS || queue.contains(from);
        if (full) {
            return false;
        }
        // Each waits as an object of its own: two from one address are two.
        ClientAddress self = new ClientAddress(from.share());
        queue.addLast(self);
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        try {
            while (!isTurnOf(queue, self)) {
                if (System.nanoTime() - end > 0) {
                    return false;
                }
                wait(LOOK_AGAIN_MS);
            }
            running = true;
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            queue.removeIf(other -> other == self);
        }
    }

    private boolean isTurnOf(Deque<ClientAddress> queue, ClientAddress self) {
        return !running
                && queue.peekFirst() == self
                && (queue == known || known.isEmpty() && paidUntil - nanoTime.getAsLong() <= BURST_NANOS);
    }

    private synchronized void done(long wastedNanos) {
        running = false;
        paidUntil = Math.max(paidUntil, nanoTime.getAsLong()) + wastedNanos * (SHARE - 1);
        notifyAll();
    }
}

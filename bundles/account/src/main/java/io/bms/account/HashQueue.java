// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.api.account.ClientAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Has the costly checks of passwords take turns, one at a time, whichever door they came by. Who is known comes before
 * this machine, and that before strangers. Of the last two each may spend a quarter of one core on wrong passwords in
 * the long run. What does not fit is not checked. Thread: any; it waits here for its turn.
 */
final class HashQueue {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    /** What may be used up beyond the share, at once. */
    private static final long BURST_NANOS = Duration.ofSeconds(2).toNanos();

    private static final int SHARE = 4;
    private static final long LOOK_AGAIN_MS = 20;

    private final LongSupplier nanoTime;
    private final Map<Rank, Line> lines = new EnumMap<>(Rank.class);
    private boolean running;

    /**
     * Who wants a check; the first comes first. The places of all are together fewer than the threads of the web port.
     */
    enum Rank {
        /** Signed in from there before. */
        KNOWN(8),
        /** A program, or somebody, on the gateway's own machine. */
        THIS_MACHINE(4),
        /** One check of each address waits. */
        STRANGER(4);

        private final int places;

        Rank(int places) {
            this.places = places;
        }

        /** How many of them wait at most. */
        int places() {
            return places;
        }

        private boolean isBudgeted() {
            return this != KNOWN;
        }
    }

    /** Those of one rank that wait, and until when their wrong passwords have used up their share of time. */
    private static final class Line {
        private final Deque<ClientAddress> waiting = new ArrayDeque<>();
        private long paidUntil;

        private Line(long now) {
            this.paidUntil = now;
        }
    }

    /** @param nanoTime as {@link System#nanoTime()} */
    HashQueue(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        for (Rank rank : Rank.values()) {
            lines.put(rank, new Line(nanoTime.getAsLong()));
        }
    }

    /**
     * Runs the check when it is its turn, on the caller's thread.
     *
     * @return what it said; empty if there was no place, or no turn in time
     */
    Optional<Boolean> check(Rank rank, ClientAddress from, BooleanSupplier check) {
        if (!await(rank, from)) {
            return Optional.empty();
        }
        long begun = nanoTime.getAsLong();
        boolean right = false;
        try {
            right = check.getAsBoolean();
            return Optional.of(right);
        } finally {
            done(rank, right ? 0 : nanoTime.getAsLong() - begun);
        }
    }

    /** The number of checks that wait, for tests. */
    synchronized int waiting() {
        return lines.values().stream().mapToInt(line -> line.waiting.size()).sum();
    }

    private synchronized boolean await(Rank rank, ClientAddress from) {
        Deque<ClientAddress> queue = lines.get(rank).waiting;
        if (queue.size() >= rank.places() || rank == Rank.STRANGER && queue.contains(from)) {
            return false;
        }
        // Each waits as an object of its own: two from one address are two.
        ClientAddress self = new ClientAddress(from.share());
        queue.addLast(self);
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        try {
            while (!isTurnOf(rank, self)) {
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

    private boolean isTurnOf(Rank rank, ClientAddress self) {
        return !running
                && lines.get(rank).waiting.peekFirst() == self
                && mayRun(rank)
                && lines.entrySet().stream()
                        .takeWhile(line -> line.getKey() != rank)
                        .noneMatch(line -> !line.getValue().waiting.isEmpty() && mayRun(line.getKey()));
    }

    /** Whether its wrong passwords have left time for another check. */
    private boolean mayRun(Rank rank) {
        return !rank.isBudgeted() || lines.get(rank).paidUntil - nanoTime.getAsLong() <= BURST_NANOS;
    }

    private synchronized void done(Rank rank, long wastedNanos) {
        running = false;
        Line line = lines.get(rank);
        line.paidUntil = Math.max(line.paidUntil, nanoTime.getAsLong()) + wastedNanos * (SHARE - 1);
        notifyAll();
    }
}

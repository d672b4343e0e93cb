// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import io.bms.api.audit.AuditAct;
import io.bms.api.audit.AuditActor;
import io.bms.api.audit.AuditOutcome;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Puts records to the chain, those that come together in one transaction. What the disk does not take waits in memory,
 * and is written first once it does; beyond {@value #WAITING} the newest are lost, which the chain then says.
 *
 * <p>Thread: {@link #put} and {@link #end} any; all else bms-audit-writer.
 */
final class ChainWriter {
    static final int WAITING = 10_000;

    /**
     * What the gateway did with the oldest records; its object says which, and what became of it is the hash of the
     * last one.
     */
    static final String SHORTENED = "audit_shortened";

    static final String LOST = "audit_lost";

    private static final int AT_ONCE = 1_000;

    private final AuditStore store;
    private final Clock clock;
    private final AuditProblems problems;
    private final BlockingQueue<Unwritten> queue = new ArrayBlockingQueue<>(WAITING);
    private final Deque<Unwritten> kept = new ArrayDeque<>();
    private volatile ChainEnd end;
    private long lost;

    ChainWriter(AuditStore store, Clock clock, AuditProblems problems) {
        this.store = store;
        this.clock = clock;
        this.problems = problems;
        end = store.end();
    }

    /** How far the chain goes that this has written. */
    ChainEnd end() {
        return end;
    }

    /** Takes it to be written at the next {@link #write}. */
    Unwritten put(AuditAct act, Optional<AuditOutcome> outcome, Optional<Unwritten> intention) {
        Unwritten one = new Unwritten(clock.instant(), act, outcome, intention);
        if (!queue.offer(one)) {
            problems.overrun(WAITING);
            one.failed();
        }
        return one;
    }

    /** Writes what waits, as far as the disk takes it. */
    void write() {
        boolean works = true;
        while (works && !(queue.isEmpty() && kept.isEmpty())) {
            queue.drainTo(kept, AT_ONCE);
            works = writeKept();
        }
    }

    private boolean writeKept() {
        List<Unwritten> batch = new ArrayList<>();
        if (lost > 0) {
            batch.add(new Unwritten(
                    clock.instant(),
                    new AuditAct(AuditActor.GATEWAY, LOST, lost + " records, since the disk took none"),
                    Optional.of(AuditOutcome.SUCCESS),
                    Optional.empty()));
        }
        kept.stream().limit(AT_ONCE).forEach(batch::add);
        try {
            append(batch);
        } catch (UncheckedIOException e) {
            problems.failed(e);
            batch.forEach(Unwritten::failed);
            while (kept.size() > WAITING) {
                kept.removeLast();
                lost++;
            }
            return false;
        }
        problems.worked();
        lost = 0;
        for (int written = Math.min(AT_ONCE, kept.size()); written > 0; written--) {
            kept.removeFirst();
        }
        batch.forEach(Unwritten::succeeded);
        return true;
    }

    private void append(List<Unwritten> batch) {
        List<AuditStore.Link> links = new ArrayList<>();
        ChainEnd next = end;
        for (Unwritten one : batch) {
            ChainRecord record = one.as(next.seq() + 1);
            next = next.with(record);
            links.add(new AuditStore.Link(record, next));
        }
        store.append(links);
        end = next;
    }

    /** Deletes the oldest records, once there are enough that it is worth it, or {@code anyway}. */
    void shorten(Duration retention, int most, boolean anyway) {
        Instant now = clock.instant();
        try {
            long first = store.beginning().seq();
            Optional<ChainEnd> last = store.surplus(now.minus(retention), most)
                    .filter(surplus -> anyway || surplus.seq() - first > most / 100);
            if (last.isPresent()) {
                shorten(first + 1, last.get(), now);
            }
        } catch (UncheckedIOException e) {
            problems.failed(e);
        }
    }

    private void shorten(long first, ChainEnd last, Instant now) {
        AuditAct act = new AuditAct(
                AuditActor.GATEWAY,
                SHORTENED,
                "records " + first + " to " + last.seq(),
                Optional.empty(),
                Optional.of(last.hex()));
        ChainRecord record = ChainRecord.of(
                end.seq() + 1, now.toEpochMilli(), OptionalLong.empty(), act, Optional.of(AuditOutcome.SUCCESS));
        ChainEnd next = end.with(record);
        store.shorten(last, new AuditStore.Link(record, next));
        end = next;
    }
}

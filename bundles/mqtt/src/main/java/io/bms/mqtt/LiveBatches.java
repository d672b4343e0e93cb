// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.mqtt.link.Outgoing;
import io.bms.wire.SampleEncoder;
import io.bms.wire.Topics;
import java.time.Clock;
import java.util.Optional;

/**
 * Live batches on their way out. They go at QoS 0, cut to what the broker takes; each is held until a message that was
 * sent after it is acknowledged; fewer are held while the heap is short. One that may not have arrived, or that the
 * broker does not take, goes to the backfill.
 *
 * <p>Thread: bms-mqtt-session.
 */
final class LiveBatches {
    private static final int MAX_UNPROVEN = 1_000;
    private static final int MAX_UNPROVEN_WHILE_SHORT = 50;

    private final Telemetry telemetry;
    private final Backfill backfill;
    private final Counters counters;
    private final Clock clock;
    private final PacketLimit limit;
    private final Refusals refusals;
    private final HeapBounds heap;

    // Valid for one connection.
    private final BulkGate bulk = new BulkGate();
    private final Unproven unproven = new Unproven();

    LiveBatches(
            Telemetry telemetry,
            Backfill backfill,
            Counters counters,
            Clock clock,
            PacketLimit limit,
            Refusals refusals,
            HeapBounds heap) {
        this.heap = heap;
        this.telemetry = telemetry;
        this.backfill = backfill;
        this.counters = counters;
        this.clock = clock;
        this.limit = limit;
        this.refusals = refusals;
    }

    /** @param acknowledges whether the broker grants QoS 1, by which alone one learns whether it takes batches */
    void connected(boolean acknowledges) {
        bulk.connected(acknowledges);
    }

    void disconnected() {
        unproven.takeAll().forEach(backfill::keep);
    }

    /** The broker has all that was sent so far. */
    void allArrived() {
        unproven.takeAll();
    }

    /** Stands for all that was sent so far, in {@link #proven}. */
    long mark() {
        return unproven.mark();
    }

    /** The broker has what was sent before the mark. */
    void proven(long mark) {
        unproven.proven(mark);
    }

    /** The batch that asks whether the broker takes any, while that is not known. */
    Optional<PendingMessage> nextAsking(Topics topics) {
        return bulk.isToAsk() ? nextBatch(topics).map(this::asking) : Optional.empty();
    }

    Optional<PendingMessage> next(Topics topics) {
        if (bulk.isRefused()) {
            keepBatches();
        }
        return bulk.isOpen() ? nextBatch(topics).map(this::pending) : Optional.empty();
    }

    /** The broker does not take them; they wait on the disk. */
    private void keepBatches() {
        for (Optional<Batch> next = telemetry.nextBatch(); next.isPresent(); next = telemetry.nextBatch()) {
            backfill.keep(next.get());
        }
    }

    /** What becomes of a late batch says whether live ones are taken. */
    PendingMessage telling(PendingMessage late) {
        return new PendingMessage(
                late.message(),
                () -> {
                    bulk.taken();
                    late.sent().run();
                },
                late.lost(),
                why -> {
                    refusals.refused(late.message().topic(), why);
                    bulk.doubted();
                    late.refused().accept(why);
                });
    }

    private record Live(Batch batch, Outgoing message) {}

    /** The next batch, cut until the broker takes it. */
    private Optional<Live> nextBatch(Topics topics) {
        for (Optional<Batch> next = telemetry.nextBatch(); next.isPresent(); next = telemetry.nextBatch()) {
            Batch batch = next.get();
            Outgoing message = Outgoing.transitory(
                    topics.bulk(), SampleEncoder.bulk(batch.id(), clock.instant(), batch.samples()));
            if (limit.fits(message)) {
                return Optional.of(new Live(batch, message));
            }
            if (batch.samples().size() > 1) {
                telemetry.notSent(batch.secondHalf());
                telemetry.notSent(batch.firstHalf());
            } else {
                counters.dropped();
                refusals.refused(topics.bulk(), limit.refusal(message));
            }
        }
        return Optional.empty();
    }

    private PendingMessage pending(Live live) {
        Batch batch = live.batch();
        unproven.add(batch, heap.most(MAX_UNPROVEN, MAX_UNPROVEN_WHILE_SHORT)).forEach(backfill::keep);
        return new PendingMessage(
                live.message(),
                PendingMessage.NOTHING,
                () -> {
                    if (unproven.remove(batch)) {
                        telemetry.notSent(batch);
                    }
                },
                why -> {
                    unproven.remove(batch);
                    backfill.keep(batch);
                });
    }

    /** The first batch of a connection asks for an acknowledgement, since only that tells whether any is taken. */
    private PendingMessage asking(Live live) {
        bulk.asked();
        return new PendingMessage(
                live.message().at(1, false),
                bulk::taken,
                () -> {
                    bulk.notAsked();
                    telemetry.notSent(live.batch());
                },
                why -> {
                    refusals.refused(live.message().topic(), why);
                    bulk.refused();
                    backfill.keep(live.batch());
                });
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.constructed.PriorityArray;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.Null;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import io.bms.api.driver.WriteOutcome;
import io.bms.api.point.PointValue;
import io.bms.bacnet.link.Target;
import io.bms.bacnet.request.Patience;
import io.bms.bacnet.request.PropertyReader;
import io.bms.bacnet.request.Reading;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.value.PointValues;
import io.bms.bacnet.value.PropertyKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Finds out what came of a write that the device has acknowledged: reads the object until it shows the value. Thread:
 * bms-bacnet-worker.
 */
final class ReadBack {
    private static final int LOOK_MS = 500;
    /**
     * How long to wait for the value to show, in milliseconds: many controllers show what was written with their next
     * scan only.
     */
    private static final long SHOWN_MS = 2_000;
    /** How long to ask a device that does not answer, in milliseconds: it may be busy with what was written. */
    private static final long READABLE_MS = 5_000;

    private final Target target;
    private final PropertyReader reader;
    private final Patience patience;
    private final ScheduledExecutorService worker;
    private final LongSupplier nanoTime;

    /**
     * What was written.
     *
     * @param value what was written; {@link Null} for a release
     * @param before the present value before the write
     * @param commandable the object has a priority array, as far as is known
     */
    public record Written(
            ObjectIdentifier object,
            int priority,
            Encodable value,
            Encodable before,
            boolean commandable,
            SameValue same) {
        /** What {@link WriteOutcome#replaced} is to be. */
        Optional<PointValue> replaced() {
            return commandable ? Optional.empty() : Optional.of(PointValues.of(before));
        }

        PropertyKey presentValue() {
            return new PropertyKey(object, PropertyIdentifier.presentValue);
        }

        PropertyKey array() {
            return new PropertyKey(object, PropertyIdentifier.priorityArray);
        }

        PropertyKey slot() {
            return PrioritySlot.key(object, priority);
        }

        List<PropertyKey> keys() {
            List<PropertyKey> keys = new ArrayList<>(List.of(presentValue()));
            if (commandable) {
                keys.add(array());
                keys.add(slot());
            }
            return keys;
        }
    }

    ReadBack(
            Target target,
            PropertyReader reader,
            BacnetSettings settings,
            ScheduledExecutorService worker,
            LongSupplier nanoTime) {
        this.target = target;
        this.reader = reader;
        patience = Patience.afterWrite(settings);
        this.worker = worker;
        this.nanoTime = nanoTime;
    }

    CompletionStage<WriteOutcome> of(Written written) {
        return look(written, nanoTime.getAsLong());
    }

    private CompletionStage<WriteOutcome> look(Written written, long acknowledged) {
        return reader.read(target, written.keys(), patience).thenCompose(now -> {
            Seen seen = seen(written, now);
            long waited = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - acknowledged);
            return !seen.settled() && waited < (seen.readable() ? SHOWN_MS : READABLE_MS)
                    ? lookAgain(written, acknowledged)
                    : CompletableFuture.completedFuture(seen.outcome());
        });
    }

    /**
     * What one look at the object showed.
     *
     * @param settled a further look would show nothing else
     * @param readable the device said what there is to say
     */
    private record Seen(WriteOutcome outcome, boolean settled, boolean readable) {}

    private static Seen seen(Written written, Map<PropertyKey, Reading> now) {
        Optional<PriorityArray> slots = array(written, now);
        Optional<Encodable> slot = written.commandable() ? slot(written, now).content() : Optional.empty();
        Optional<Encodable> present = now.get(written.presentValue()).as(Encodable.class);
        boolean release = written.value() instanceof Null;
        boolean inSlot =
                slot.filter(held -> written.same().test(held, written.value())).isPresent();
        boolean effective = release
                ? inSlot
                : present.filter(value -> written.same().isTaken(value, written.value(), written.before()))
                        .isPresent();
        OptionalInt winner = effective || release ? OptionalInt.empty() : winner(slots, written.priority());
        return new Seen(
                new WriteOutcome.Written(
                        present.map(PointValues::of).orElse(PointValue.NULL),
                        effective,
                        winner,
                        release ? Optional.empty() : kept(written, present, slot),
                        written.replaced()),
                effective || inSlot && winner.isPresent(),
                present.isPresent() && (!release || slot.isPresent()));
    }

    private static Optional<PriorityArray> array(Written written, Map<PropertyKey, Reading> now) {
        return Optional.ofNullable(now.get(written.array())).flatMap(array -> array.as(PriorityArray.class));
    }

    private static PrioritySlot slot(Written written, Map<PropertyKey, Reading> now) {
        PrioritySlot alone = PrioritySlot.of(now.get(written.slot()));
        return alone.content().isPresent() ? alone : PrioritySlot.of(now.get(written.array()), written.priority());
    }

    /**
     * What the device keeps in place of the value that was written: in its slot or, where there is none, as its
     * present value once that has changed.
     */
    private static Optional<PointValue> kept(Written written, Optional<Encodable> present, Optional<Encodable> slot) {
        return (written.commandable() ? slot : present.filter(value -> !value.equals(written.before())))
                .filter(held -> !(held instanceof Null) && !written.same().test(held, written.value()))
                .map(PointValues::of);
    }

    /** The most urgent slot that is taken and outranks the one that was written. */
    private static OptionalInt winner(Optional<PriorityArray> slots, int priority) {
        return slots.map(array -> IntStream.range(1, Math.min(priority, array.getCount() + 1))
                        .filter(slot -> !array.getBase1(slot).isa(Null.class))
                        .findFirst())
                .orElseGet(OptionalInt::empty);
    }

    private CompletionStage<WriteOutcome> lookAgain(Written written, long acknowledged) {
        CompletableFuture<WriteOutcome> seen = new CompletableFuture<>();
        worker.schedule(
                () -> look(written, acknowledged).whenComplete((outcome, defect) -> {
                    if (defect == null) {
                        seen.complete(outcome);
                    } else {
                        seen.completeExceptionally(defect);
                    }
                }),
                LOOK_MS,
                TimeUnit.MILLISECONDS);
        return seen;
    }
}

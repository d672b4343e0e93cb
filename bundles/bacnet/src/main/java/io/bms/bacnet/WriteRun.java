// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import com.serotonin.bacnet4j.service.confirmed.WritePropertyRequest;
import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.constructed.PriorityArray;
import com.serotonin.bacnet4j.type.constructed.PriorityValue;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.Enumerated;
import com.serotonin.bacnet4j.type.primitive.Null;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import com.serotonin.bacnet4j.type.primitive.Real;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.driver.WriteOutcome;
import io.bms.api.driver.WriteRequest;
import io.bms.api.point.PointValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** One write: what the object allows, the write itself, and what came of it. Confined to the worker. */
final class WriteRun {
    /** Many a controller shows what was written on its next scan only; so often it is looked at again, so far apart. */
    private static final int LOOKS = 4;

    private static final int LOOK_MS = 500;

    private final WriteRequest request;
    private final Target target;
    private final ObjectIdentifier object;
    private final PropertyReader reader;
    private final Requests requests;
    private final BacnetSettings settings;
    private final ErrorCounts errors;
    private final ScheduledExecutorService worker;

    WriteRun(
            WriteRequest request,
            Target target,
            ObjectIdentifier object,
            PropertyReader reader,
            Requests requests,
            BacnetSettings settings,
            ErrorCounts errors,
            ScheduledExecutorService worker) {
        this.request = request;
        this.target = target;
        this.object = object;
        this.reader = reader;
        this.requests = requests;
        this.settings = settings;
        this.errors = errors;
        this.worker = worker;
    }

    CompletionStage<WriteOutcome> run() {
        List<PropertyKey> keys = new ArrayList<>(List.of(key(PropertyIdentifier.presentValue)));
        if (request.value().equals(PointValue.NULL)) {
            keys.add(new PropertyKey(object, PropertyIdentifier.priorityArray, request.priority()));
        }
        for (PropertyIdentifier limit : List.of(
                PropertyIdentifier.minPresValue, PropertyIdentifier.maxPresValue, PropertyIdentifier.numberOfStates)) {
            if (ObjectTypes.has(object.getObjectType(), limit)) {
                keys.add(key(limit));
            }
        }
        return reader.read(target, keys, Patience.read(settings)).thenCompose(this::write);
    }

    private CompletionStage<WriteOutcome> write(Map<PropertyKey, Reading> known) {
        Reading present = known.get(key(PropertyIdentifier.presentValue));
        if (!(present instanceof Reading.Got got)) {
            countError(present);
            return refused(
                    present instanceof Reading.Silent
                            ? new Failure(
                                    ErrorCode.DEVICE_TIMEOUT,
                                    "The device did not answer, so nothing was written; check its power, its network and its address")
                            : present.failure().orElseThrow());
        }
        if (request.value().equals(PointValue.NULL)) {
            return release(
                    known.get(new PropertyKey(object, PropertyIdentifier.priorityArray, request.priority())), got);
        }
        ValueFit.Fitted fitted = ValueFit.fit(request.value(), datatype(got), limits(known));
        return fitted instanceof ValueFit.Fitted.Value value
                ? send(value.value())
                : refused(((ValueFit.Fitted.Misfit) fitted).failure());
    }

    private CompletionStage<WriteOutcome> release(Reading slot, Reading.Got present) {
        if (!(slot instanceof Reading.Got got)) {
            return refused(
                    slot instanceof Reading.Refused
                            ? new Failure(
                                    ErrorCode.NOT_WRITABLE,
                                    "The object has no priority array, so there is nothing to release; write a value instead")
                            : slot.failure().orElseThrow());
        }
        Encodable held = content(got.value());
        return request.onlyIfHeld().isEmpty() || isHeld(request.onlyIfHeld().get(), held, datatype(present))
                ? send(Null.instance)
                : refused(new Failure(
                        ErrorCode.CONFLICT,
                        "Priority " + request.priority()
                                + (held instanceof Null
                                        ? " is free already"
                                        : " holds another value by now, which was left as it is")));
    }

    /** The value may be as somebody asked for it, or as the device keeps it. */
    private static boolean isHeld(PointValue expected, Encodable held, Class<?> datatype) {
        return Values.of(held).equals(expected)
                || ValueFit.fit(expected, datatype, ValueFit.Limits.NONE) instanceof ValueFit.Fitted.Value fitted
                        && sameValue(held, fitted.value());
    }

    private static Encodable content(Encodable slot) {
        return slot instanceof PriorityValue choice ? choice.getValue() : slot;
    }

    private Class<?> datatype(Reading.Got present) {
        return ObjectTypes.presentValueClass(object.getObjectType())
                .<Class<?>>map(type -> type)
                .orElseGet(() -> Values.typed(present.value()).getClass());
    }

    private ValueFit.Limits limits(Map<PropertyKey, Reading> known) {
        return new ValueFit.Limits(
                limit(known, PropertyIdentifier.minPresValue),
                limit(known, PropertyIdentifier.maxPresValue),
                Optional.ofNullable(known.get(key(PropertyIdentifier.numberOfStates)))
                        .flatMap(states -> states.as(UnsignedInteger.class))
                        .map(states -> OptionalLong.of(states.longValue()))
                        .orElseGet(OptionalLong::empty));
    }

    /** An infinite limit is how a device says that there is none. */
    private OptionalDouble limit(Map<PropertyKey, Reading> known, PropertyIdentifier property) {
        return Optional.ofNullable(known.get(key(property)))
                .flatMap(limit -> limit.as(Real.class))
                .map(Real::floatValue)
                .filter(limit -> Float.isFinite(limit))
                .map(OptionalDouble::of)
                .orElseGet(OptionalDouble::empty);
    }

    private CompletionStage<WriteOutcome> send(Encodable value) {
        WritePropertyRequest write = new WritePropertyRequest(
                object, PropertyIdentifier.presentValue, null, value, new UnsignedInteger(request.priority()));
        return requests.ask(target, write, Patience.once(settings)).thenCompose(answer -> {
            if (answer instanceof Answer.Done) {
                return readBack(value, LOOKS);
            }
            if (answer instanceof Answer.Silent || answer instanceof Answer.Dropped dropped && dropped.sent()) {
                return undecided("The device did not answer the write");
            }
            if (answer instanceof Answer.Refused refusal) {
                errors.error();
                return refused(WriteRefusals.failure(refusal.refusal(), request));
            }
            if (answer instanceof Answer.Unreadable) {
                errors.error();
                return undecided("The device's answer to the write could not be read");
            }
            return refused(
                    answer instanceof Answer.Dropped dropped
                            ? new Failure(ErrorCode.NOT_CONFIGURED, dropped.reason())
                            : new Failure(
                                    ErrorCode.OUT_OF_RANGE,
                                    "The value is too long for the device, so nothing was written; send a shorter one"));
        });
    }

    private CompletionStage<WriteOutcome> readBack(Encodable written, int looksLeft) {
        List<PropertyKey> keys = List.of(key(PropertyIdentifier.presentValue), key(PropertyIdentifier.priorityArray));
        return reader.read(target, keys, Patience.read(settings)).thenCompose(now -> {
            Reading present = now.get(keys.get(0));
            Optional<PriorityArray> slots = now.get(keys.get(1)).as(PriorityArray.class);
            Optional<Encodable> slot = slots.filter(array -> request.priority() <= array.getCount())
                    .map(array -> content(array.getBase1(request.priority())));
            boolean inSlot = slot.filter(held -> sameValue(held, written)).isPresent();
            boolean effective = written instanceof Null
                    ? inSlot
                    : present instanceof Reading.Got got && sameValue(got.value(), written);
            OptionalInt winner = effective ? OptionalInt.empty() : winner(slots);
            boolean mayCome = !effective && slots.isPresent() && !(inSlot && winner.isPresent());
            if (mayCome && looksLeft > 0) {
                return lookAgain(written, looksLeft - 1);
            }
            PointValue value = present instanceof Reading.Got got ? Values.of(got.value()) : PointValue.NULL;
            return CompletableFuture.completedFuture(new WriteOutcome.Written(
                    value,
                    effective,
                    winner,
                    slot.filter(held -> !inSlot && !(held instanceof Null)).map(Values::of)));
        });
    }

    private CompletionStage<WriteOutcome> lookAgain(Encodable written, int looksLeft) {
        CompletableFuture<WriteOutcome> seen = new CompletableFuture<>();
        worker.schedule(
                () -> readBack(written, looksLeft).whenComplete((outcome, defect) -> {
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

    /** Compared as the datatype that both have on the wire. */
    private static boolean sameValue(Encodable present, Encodable written) {
        return present instanceof Enumerated one && written instanceof Enumerated other
                ? one.intValue() == other.intValue()
                : Values.of(present).equals(Values.of(written));
    }

    /** The most urgent slot that is taken and outranks the one that was written. */
    private OptionalInt winner(Optional<PriorityArray> slots) {
        return slots.map(array -> IntStream.range(1, Math.min(request.priority(), array.getCount() + 1))
                        .filter(priority -> !array.getBase1(priority).isa(Null.class))
                        .findFirst())
                .orElseGet(OptionalInt::empty);
    }

    private void countError(Reading reading) {
        if (reading instanceof Reading.Refused || reading instanceof Reading.Unreadable) {
            errors.error();
        }
    }

    private PropertyKey key(PropertyIdentifier property) {
        return new PropertyKey(object, property);
    }

    private static CompletionStage<WriteOutcome> undecided(String what) {
        return CompletableFuture.completedFuture(new WriteOutcome.Refused(
                new Failure(
                        ErrorCode.DEVICE_TIMEOUT,
                        what + "; it may have taken effect, so read the point before trying again"),
                true));
    }

    private static CompletionStage<WriteOutcome> refused(Failure failure) {
        return CompletableFuture.completedFuture(new WriteOutcome.Refused(failure));
    }
}

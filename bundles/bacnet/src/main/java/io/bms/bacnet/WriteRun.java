package io.bms.bacnet;

import com.serotonin.bacnet4j.service.confirmed.WritePropertyRequest;
import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.constructed.PriorityArray;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
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

/** One write: what the object allows, the write itself, and what came of it. Confined to the worker. */
final class WriteRun {
    private final WriteRequest request;
    private final Target target;
    private final ObjectIdentifier object;
    private final PropertyReader reader;
    private final Requests requests;
    private final BacnetSettings settings;
    private final ErrorCounts errors;

    WriteRun(WriteRequest request, Target target, ObjectIdentifier object, PropertyReader reader, Requests requests,
            BacnetSettings settings, ErrorCounts errors) {
        this.request = request;
        this.target = target;
        this.object = object;
        this.reader = reader;
        this.requests = requests;
        this.settings = settings;
        this.errors = errors;
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
            return refused(present instanceof Reading.Silent
                    ? new Failure(ErrorCode.DEVICE_TIMEOUT,
                            "The device did not answer, so nothing was written; check its power, its network and its address")
                    : present.failure().orElseThrow());
        }
        if (request.value().equals(PointValue.NULL)) {
            Reading slot = known.get(new PropertyKey(object, PropertyIdentifier.priorityArray, request.priority()));
            return slot instanceof Reading.Got
                    ? send(Null.instance)
                    : refused(new Failure(ErrorCode.NOT_WRITABLE,
                            "The object has no priority array, so there is nothing to release; write a value instead"));
        }
        Class<?> datatype = ObjectTypes.presentValueClass(object.getObjectType())
                .<Class<?>>map(type -> type)
                .orElseGet(() -> Values.typed(got.value()).getClass());
        ValueFit.Fitted fitted = ValueFit.fit(request.value(), datatype, limits(known));
        return fitted instanceof ValueFit.Fitted.Value value
                ? send(value.value())
                : refused(((ValueFit.Fitted.Misfit) fitted).failure());
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
        return requests.ask(target, write, Patience.write(settings)).thenCompose(answer -> {
            if (answer instanceof Answer.Done) {
                return readBack(value);
            }
            if (answer instanceof Answer.Silent || answer instanceof Answer.Dropped dropped && dropped.sent()) {
                return refused(new Failure(ErrorCode.DEVICE_TIMEOUT,
                        "The device did not answer the write; it may have taken effect, so read the point before trying again"));
            }
            if (answer instanceof Answer.Refused refusal) {
                errors.error();
                return refused(WriteRefusals.failure(refusal.refusal(), request));
            }
            if (answer instanceof Answer.Unreadable) {
                errors.error();
                return refused(new Failure(ErrorCode.DEVICE_TIMEOUT, "The device's answer to the write could not be read;"
                        + " it may have taken effect, so read the point before trying again"));
            }
            return refused(answer instanceof Answer.Dropped dropped
                    ? new Failure(ErrorCode.NOT_CONFIGURED, dropped.reason())
                    : new Failure(ErrorCode.OUT_OF_RANGE,
                            "The value is too long for the device, so nothing was written; send a shorter one"));
        });
    }

    private CompletionStage<WriteOutcome> readBack(Encodable written) {
        List<PropertyKey> keys =
                List.of(key(PropertyIdentifier.presentValue), key(PropertyIdentifier.priorityArray));
        return reader.read(target, keys, Patience.read(settings)).thenApply(now -> {
            Reading present = now.get(keys.get(0));
            Optional<PriorityArray> slots = now.get(keys.get(1)).as(PriorityArray.class);
            boolean effective = written instanceof Null
                    ? slots.filter(array -> isFree(array, request.priority())).isPresent()
                    : present instanceof Reading.Got got && sameValue(got.value(), written);
            PointValue value = present instanceof Reading.Got got ? Values.of(got.value()) : PointValue.NULL;
            return new WriteOutcome.Written(value, effective, effective ? OptionalInt.empty() : winner(slots));
        });
    }

    /** Compared as the datatype that both have on the wire. */
    private static boolean sameValue(Encodable present, Encodable written) {
        return Values.of(present).equals(Values.of(written));
    }

    private static OptionalInt winner(Optional<PriorityArray> slots) {
        if (slots.isPresent()) {
            for (int priority = 1; priority <= slots.get().getCount(); priority++) {
                if (!isFree(slots.get(), priority)) {
                    return OptionalInt.of(priority);
                }
            }
        }
        return OptionalInt.empty();
    }

    private static boolean isFree(PriorityArray slots, int priority) {
        return priority <= slots.getCount() && slots.getBase1(priority).isa(Null.class);
    }

    private void countError(Reading reading) {
        if (reading instanceof Reading.Refused || reading instanceof Reading.Unreadable) {
            errors.error();
        }
    }

    private PropertyKey key(PropertyIdentifier property) {
        return new PropertyKey(object, property);
    }

    private static CompletionStage<WriteOutcome> refused(Failure failure) {
        return CompletableFuture.completedFuture(new WriteOutcome.Refused(failure));
    }
}

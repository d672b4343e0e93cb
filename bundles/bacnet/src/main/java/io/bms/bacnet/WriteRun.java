// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import com.serotonin.bacnet4j.service.confirmed.WritePropertyRequest;
import com.serotonin.bacnet4j.type.Encodable;
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
import io.bms.bacnet.link.RequestOutcome;
import io.bms.bacnet.link.Target;
import io.bms.bacnet.request.ErrorCounts;
import io.bms.bacnet.request.Patience;
import io.bms.bacnet.request.PropertyReader;
import io.bms.bacnet.request.Reading;
import io.bms.bacnet.request.Requests;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.value.ObjectTypes;
import io.bms.bacnet.value.PointValues;
import io.bms.bacnet.value.PropertyKey;
import io.bms.bacnet.value.ValueFit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One write: what the object allows, the write itself, and what the {@link ReadBack} shows of it. Confined to the worker. */
final class WriteRun {
    private final WriteRequest request;
    private final Target target;
    private final ObjectIdentifier object;
    private final PropertyReader reader;
    private final Requests requests;
    private final BacnetSettings settings;
    private final ErrorCounts errors;
    private final ReadBack readBack;

    WriteRun(
            WriteRequest request,
            Target target,
            ObjectIdentifier object,
            PropertyReader reader,
            Requests requests,
            BacnetSettings settings,
            ErrorCounts errors,
            ReadBack readBack) {
        this.request = request;
        this.target = target;
        this.object = object;
        this.reader = reader;
        this.requests = requests;
        this.settings = settings;
        this.errors = errors;
        this.readBack = readBack;
    }

    CompletionStage<WriteOutcome> run() {
        List<PropertyKey> keys = new ArrayList<>(List.of(key(PropertyIdentifier.presentValue), slotKey()));
        for (PropertyIdentifier limit : List.of(
                PropertyIdentifier.minPresValue,
                PropertyIdentifier.maxPresValue,
                PropertyIdentifier.numberOfStates,
                PropertyIdentifier.resolution)) {
            if (ObjectTypes.has(object.getObjectType(), limit)) {
                keys.add(key(limit));
            }
        }
        return reader.read(target, keys, Patience.read(settings))
                .thenCompose(known -> slot(known).thenCompose(slot -> decide(known, slot)));
    }

    /** A device that does not tell the one slot may tell them all. */
    private CompletionStage<PrioritySlot> slot(Map<PropertyKey, Reading> known) {
        PrioritySlot slot = PrioritySlot.of(known.get(slotKey()));
        if (!(slot instanceof PrioritySlot.Unknown) || !(known.get(slotKey()) instanceof Reading.Refused)) {
            return CompletableFuture.completedFuture(slot);
        }
        PropertyKey array = key(PropertyIdentifier.priorityArray);
        return reader.read(target, List.of(array), Patience.read(settings))
                .thenApply(whole -> PrioritySlot.of(whole.get(array), request.priority()));
    }

    private CompletionStage<WriteOutcome> decide(Map<PropertyKey, Reading> known, PrioritySlot slot) {
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
            return release(slot, got);
        }
        ValueFit.Fitted fitted = ValueFit.fit(request.value(), datatype(got), limits(known));
        return fitted instanceof ValueFit.Fitted.Value value
                ? writeProperty(new ReadBack.Written(
                        object,
                        request.priority(),
                        value.value(),
                        got.value(),
                        !(slot instanceof PrioritySlot.Missing),
                        new SameValue(real(known, PropertyIdentifier.resolution))))
                : refused(((ValueFit.Fitted.Misfit) fitted).failure());
    }

    private CompletionStage<WriteOutcome> release(PrioritySlot slot, Reading.Got present) {
        if (slot instanceof PrioritySlot.Unknown unknown) {
            return refused(unknown.failure());
        }
        Encodable held = slot.content().orElseGet(present::value);
        if (request.onlyIfHeld().isPresent() && !isHeld(request.onlyIfHeld().get(), held, datatype(present))) {
            return refused(new Failure(ErrorCode.CONFLICT, foreign(slot)));
        }
        return slot instanceof PrioritySlot.Missing
                ? refused(new Failure(
                        ErrorCode.NOT_WRITABLE,
                        "The object has no priority array, so there is nothing to release; write a value instead"))
                : writeProperty(new ReadBack.Written(
                        object, request.priority(), Null.instance, present.value(), true, SameValue.EXACTLY));
    }

    private String foreign(PrioritySlot slot) {
        String left = " holds another value by now, which was left as it is";
        if (slot instanceof PrioritySlot.Holding holding) {
            return "Priority " + request.priority() + (holding.isFree() ? " is free already" : left);
        }
        return "The point" + left;
    }

    /** The value may be as somebody asked for it, or as the device keeps it. */
    private static boolean isHeld(PointValue expected, Encodable held, Class<?> datatype) {
        return PointValues.of(held).equals(expected)
                || ValueFit.fit(expected, datatype, ValueFit.Limits.NONE) instanceof ValueFit.Fitted.Value fitted
                        && SameValue.EXACTLY.test(held, fitted.value());
    }

    private Class<?> datatype(Reading.Got present) {
        return ObjectTypes.presentValueClass(object.getObjectType())
                .<Class<?>>map(type -> type)
                .orElseGet(() -> PointValues.typed(present.value()).getClass());
    }

    private ValueFit.Limits limits(Map<PropertyKey, Reading> known) {
        return ValueFit.Limits.of(
                real(known, PropertyIdentifier.minPresValue),
                real(known, PropertyIdentifier.maxPresValue),
                Optional.ofNullable(known.get(key(PropertyIdentifier.numberOfStates)))
                        .flatMap(states -> states.as(UnsignedInteger.class))
                        .map(UnsignedInteger::longValue));
    }

    private Optional<Float> real(Map<PropertyKey, Reading> known, PropertyIdentifier property) {
        return Optional.ofNullable(known.get(key(property)))
                .flatMap(reading -> reading.as(Real.class))
                .map(Real::floatValue);
    }

    private CompletionStage<WriteOutcome> writeProperty(ReadBack.Written written) {
        if (request.preview()) {
            return CompletableFuture.completedFuture(new WriteOutcome.Written(
                    PointValues.of(written.before()),
                    false,
                    OptionalInt.empty(),
                    Optional.empty(),
                    written.replaced()));
        }
        WritePropertyRequest write = new WritePropertyRequest(
                object,
                PropertyIdentifier.presentValue,
                null,
                written.value(),
                new UnsignedInteger(request.priority()));
        return requests.ask(target, write, Patience.once(settings)).thenCompose(answer -> {
            if (answer instanceof RequestOutcome.Done) {
                return readBack.of(written);
            }
            if (answer instanceof RequestOutcome.Silent
                    || answer instanceof RequestOutcome.Dropped dropped && dropped.sent()) {
                return undecided("The device did not answer the write", written);
            }
            if (answer instanceof RequestOutcome.Refused refusal) {
                errors.error();
                return refused(WriteRefusals.failure(refusal.refusal(), request));
            }
            if (answer instanceof RequestOutcome.Unreadable) {
                errors.error();
                return undecided("The device's answer to the write could not be read", written);
            }
            if (answer instanceof RequestOutcome.Undelivered undelivered) {
                return undecided(undelivered.reason(), written);
            }
            return refused(
                    answer instanceof RequestOutcome.Dropped dropped
                            ? new Failure(ErrorCode.NOT_CONFIGURED, dropped.reason())
                            : new Failure(
                                    ErrorCode.OUT_OF_RANGE,
                                    "The value is too long for the device, so nothing was written; send a shorter one"));
        });
    }

    private void countError(Reading reading) {
        if (reading instanceof Reading.Refused || reading instanceof Reading.Unreadable) {
            errors.error();
        }
    }

    private PropertyKey slotKey() {
        return PrioritySlot.key(object, request.priority());
    }

    private PropertyKey key(PropertyIdentifier property) {
        return new PropertyKey(object, property);
    }

    private static CompletionStage<WriteOutcome> undecided(String what, ReadBack.Written written) {
        return CompletableFuture.completedFuture(new WriteOutcome.Refused(
                new Failure(
                        ErrorCode.DEVICE_TIMEOUT,
                        what + "; it may have taken effect, so read the point before trying again"),
                true,
                written.replaced()));
    }

    private static CompletionStage<WriteOutcome> refused(Failure failure) {
        return CompletableFuture.completedFuture(new WriteOutcome.Refused(failure));
    }
}

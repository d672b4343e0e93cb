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
import io.bms.bacnet.link.Target;
import io.bms.bacnet.request.ErrorCounts;
import io.bms.bacnet.request.Patience;
import io.bms.bacnet.request.PropertyReader;
import io.bms.bacnet.request.Reading;
import io.bms.bacnet.request.RequestOutcome;
import io.bms.bacnet.request.Requests;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.value.DeviceRefusal;
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

/**
 * One write: reads what the object allows, writes, and has {@link ReadBack} look at what came of it. Thread:
 * bms-bacnet-worker.
 */
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

    /**
     * A device that does not give one slot of the array, for whatever reason, may give the whole array, or has given it
     * in place of the slot. Without a present value nothing is written, so that the slot does not matter.
     */
    private CompletionStage<PrioritySlot> slot(Map<PropertyKey, Reading> known) {
        PrioritySlot slot = PrioritySlot.of(known.get(slotKey()));
        boolean isWritten =
                known.get(key(PropertyIdentifier.presentValue)).value().isPresent();
        if (slot.failure().isEmpty() || !isWritten) {
            return CompletableFuture.completedFuture(slot);
        }
        PropertyKey array = key(PropertyIdentifier.priorityArray);
        CompletionStage<Map<PropertyKey, Reading>> told = known.containsKey(array)
                ? CompletableFuture.completedFuture(known)
                : reader.read(target, List.of(array), Patience.read(settings));
        return told.thenApply(readings -> PrioritySlot.of(readings.get(array), request.priority()));
    }

    private CompletionStage<WriteOutcome> decide(Map<PropertyKey, Reading> known, PrioritySlot slot) {
        Reading present = known.get(key(PropertyIdentifier.presentValue));
        if (present.value().isEmpty()) {
            countError(present);
            return refused(
                    present.isSilent()
                            ? new Failure(
                                    ErrorCode.DEVICE_TIMEOUT,
                                    "The device did not answer, so nothing was written; check its power, its network and its address")
                            : present.failure().orElseThrow());
        }
        Encodable before = present.value().get();
        if (request.value().equals(PointValue.NULL)) {
            return release(slot, before);
        }
        if (request.onlyIfReleasable() && slot.isMissing()) {
            return refused(new Failure(
                    ErrorCode.NOT_WRITABLE,
                    "The object has no priority array, so what is written cannot be released after a time;"
                            + " write it without one"));
        }
        ValueFit.Fitted fitted = ValueFit.fit(request.value(), datatype(before), limits(known));
        return fitted.failure()
                .map(WriteRun::refused)
                .orElseGet(() -> writeProperty(new ReadBack.Written(
                        object,
                        request.priority(),
                        fitted.value().orElseThrow(),
                        before,
                        !slot.isMissing(),
                        new SameValue(real(known, PropertyIdentifier.resolution)))));
    }

    private CompletionStage<WriteOutcome> release(PrioritySlot slot, Encodable present) {
        if (slot.failure().isPresent()) {
            return refused(slot.failure().get());
        }
        Encodable held = slot.content().orElse(present);
        if (request.onlyIfHeld().isPresent() && !isHeld(request.onlyIfHeld().get(), held, datatype(present))) {
            return refused(new Failure(ErrorCode.CONFLICT, foreign(slot)));
        }
        return slot.isMissing()
                ? refused(new Failure(
                        ErrorCode.NOT_WRITABLE,
                        "The object has no priority array, so there is nothing to release; write a value instead"))
                : writeProperty(new ReadBack.Written(
                        object, request.priority(), Null.instance, present, true, SameValue.EXACTLY));
    }

    private String foreign(PrioritySlot slot) {
        String where = slot.isMissing() ? "The point" : "Priority " + request.priority();
        return where + (slot.isFree() ? " is free already" : " holds another value by now, which was left as it is");
    }

    /** The slot holds the expected value, as somebody asked for it or as the device keeps it. */
    private static boolean isHeld(PointValue expected, Encodable held, Class<?> datatype) {
        return PointValues.of(held).equals(expected)
                || ValueFit.fit(expected, datatype, ValueFit.Limits.NONE)
                        .value()
                        .filter(fitted -> SameValue.EXACTLY.test(held, fitted))
                        .isPresent();
    }

    private Class<?> datatype(Encodable present) {
        return ObjectTypes.presentValueClass(object.getObjectType())
                .<Class<?>>map(type -> type)
                .orElseGet(() -> PointValues.typed(present).getClass());
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
        return requests.ask(target, write, Patience.once(settings))
                .thenCompose(answer -> answer.decide(new AfterWrite(written)));
    }

    /** What to do after a write, by what came back. */
    private final class AfterWrite implements RequestOutcome.Cases<CompletionStage<WriteOutcome>> {
        private final ReadBack.Written written;

        AfterWrite(ReadBack.Written written) {
            this.written = written;
        }

        @Override
        public CompletionStage<WriteOutcome> done() {
            return readBack.of(written);
        }

        @Override
        public CompletionStage<WriteOutcome> refused(DeviceRefusal why) {
            errors.error();
            return WriteRun.refused(WriteRefusals.failure(why, request));
        }

        @Override
        public CompletionStage<WriteOutcome> unreadable() {
            errors.error();
            return undecided("The device's answer to the write could not be read", written);
        }

        @Override
        public CompletionStage<WriteOutcome> tooLong() {
            return WriteRun.refused(new Failure(
                    ErrorCode.OUT_OF_RANGE,
                    "The value is too long for the device, so nothing was written; send a shorter one"));
        }

        @Override
        public CompletionStage<WriteOutcome> undelivered(String reason) {
            return undecided(reason, written);
        }

        @Override
        public CompletionStage<WriteOutcome> silent() {
            return undecided("The device did not answer the write", written);
        }

        @Override
        public CompletionStage<WriteOutcome> dropped(String reason, boolean sent) {
            return sent ? silent() : WriteRun.refused(new Failure(ErrorCode.NOT_CONFIGURED, reason));
        }
    }

    private void countError(Reading reading) {
        if (reading.isFault()) {
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

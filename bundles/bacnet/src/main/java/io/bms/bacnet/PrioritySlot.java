// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.constructed.PriorityArray;
import com.serotonin.bacnet4j.type.constructed.PriorityValue;
import com.serotonin.bacnet4j.type.enumerated.ErrorCode;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.Null;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import io.bms.api.Failure;
import io.bms.bacnet.request.Reading;
import io.bms.bacnet.value.PropertyKey;
import java.util.Optional;
import java.util.Set;

/** What a device says of one slot of an object's priority array (ASHRAE 135, 19.2). */
sealed interface PrioritySlot {
    /** With this in it, {@link Null} where it is free. */
    public record Holding(Encodable value) implements PrioritySlot {
        boolean isFree() {
            return value instanceof Null;
        }
    }

    /** The object has no priority array: what is written stays until it is written again. */
    record Missing() implements PrioritySlot {}

    /** The device does not say just now: there may be a slot. */
    record Unknown(Failure failure) implements PrioritySlot {}

    /** With these words a device says that it has not got the property; any other refusal is of the moment. */
    Set<ErrorCode> HAS_NOT = Set.of(ErrorCode.unknownProperty, ErrorCode.optionalFunctionalityNotSupported);

    static PropertyKey key(ObjectIdentifier object, int priority) {
        return new PropertyKey(object, PropertyIdentifier.priorityArray, priority);
    }

    /** Of a read of the one slot. */
    static PrioritySlot of(Reading slot) {
        if (slot instanceof Reading.Got got) {
            return new Holding(content(got.value()));
        }
        return slot instanceof Reading.Refused refused && HAS_NOT.stream().anyMatch(refused.refusal()::isError)
                ? new Missing()
                : new Unknown(slot.failure().orElseThrow());
    }

    /** Of a read of the whole array, as of a device that does not tell single slots. */
    static PrioritySlot of(Reading array, int priority) {
        return array.as(PriorityArray.class)
                .filter(slots -> priority <= slots.getCount())
                .<PrioritySlot>map(slots -> new Holding(content(slots.getBase1(priority))))
                .orElseGet(() -> array instanceof Reading.Got
                        ? new Unknown(new Reading.Unreadable("it has no slot " + priority)
                                .failure()
                                .orElseThrow())
                        : of(array));
    }

    /** What the slot holds, if anything is known to. */
    default Optional<Encodable> content() {
        return this instanceof Holding holding ? Optional.of(holding.value()) : Optional.empty();
    }

    private static Encodable content(Encodable slot) {
        return slot instanceof PriorityValue choice ? choice.getValue() : slot;
    }
}

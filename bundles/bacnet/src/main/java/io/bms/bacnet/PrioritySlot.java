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

/** What a device says of one slot of an object's priority array (ASHRAE 135, 19.2). Thread: any. */
sealed interface PrioritySlot {
    /** Errors by which a device says that it does not have the property; any other refusal may pass. */
    Set<ErrorCode> HAS_NOT = Set.of(ErrorCode.unknownProperty, ErrorCode.optionalFunctionalityNotSupported);

    /** The slot holds this value, {@link Null} where it is free. */
    record Holding(Encodable value) implements PrioritySlot {
        @Override
        public boolean isFree() {
            return value instanceof Null;
        }

        @Override
        public Optional<Encodable> content() {
            return Optional.of(value);
        }
    }

    /** The object has no priority array: what is written stays until it is written again. */
    record Missing() implements PrioritySlot {
        @Override
        public boolean isMissing() {
            return true;
        }
    }

    /** The device does not say just now: there may be a slot. */
    record Unknown(Failure why) implements PrioritySlot {
        @Override
        public Optional<Failure> failure() {
            return Optional.of(why);
        }
    }

    static PropertyKey key(ObjectIdentifier object, int priority) {
        return new PropertyKey(object, PropertyIdentifier.priorityArray, priority);
    }

    /** What a read of the one slot says. */
    static PrioritySlot of(Reading slot) {
        return slot.value()
                .<PrioritySlot>map(value -> new Holding(content(value)))
                .orElseGet(() -> HAS_NOT.stream().anyMatch(slot::isError)
                        ? new Missing()
                        : new Unknown(slot.failure().orElseThrow()));
    }

    /** What a read of the whole array says, as of a device that does not tell single slots. */
    static PrioritySlot of(Reading array, int priority) {
        return array.as(PriorityArray.class)
                .filter(slots -> priority <= slots.getCount())
                .<PrioritySlot>map(slots -> new Holding(content(slots.getBase1(priority))))
                .orElseGet(() -> array.value().isPresent()
                        ? new Unknown(new Reading.Unreadable("it has no slot " + priority)
                                .failure()
                                .orElseThrow())
                        : of(array));
    }

    private static Encodable content(Encodable slot) {
        return slot instanceof PriorityValue choice ? choice.getValue() : slot;
    }

    /** What the slot holds, if anything is known to. */
    default Optional<Encodable> content() {
        return Optional.empty();
    }

    /** The slot is there, and holds nothing. */
    default boolean isFree() {
        return false;
    }

    /** The object has no such slot. */
    default boolean isMissing() {
        return false;
    }

    /** Why nothing is known of the slot, if so. */
    default Optional<Failure> failure() {
        return Optional.empty();
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import com.serotonin.bacnet4j.exception.BACnetServiceException;
import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.constructed.SequenceOf;
import com.serotonin.bacnet4j.type.enumerated.ErrorCode;
import com.serotonin.bacnet4j.type.primitive.CharacterString;
import com.serotonin.bacnet4j.type.primitive.Primitive;
import io.bms.api.Failure;
import io.bms.bacnet.value.CharacterSets;
import io.bms.bacnet.value.DeviceRefusal;
import io.bms.bacnet.value.PointValues;
import io.bms.bacnet.value.SentValues;
import java.util.Optional;

/** What reading one property came to. */
public sealed interface Reading {
    /** A value. */
    public record Got(Encodable value) implements Reading {
        /**
         * Decoded in spite of its tag or its character set, as only in an answer in segments, which {@link SentValues} and
         * {@link CharacterSets} do not look at.
         */
        boolean isOfAnotherType() {
            if (isGarbled(value)) {
                return true;
            }
            try {
                if (value instanceof Primitive primitive) {
                    primitive.validate();
                }
                return false;
            } catch (BACnetServiceException e) {
                return e.getErrorCode().equals(ErrorCode.invalidDataType);
            }
        }

        private static boolean isGarbled(Encodable value) {
            return value instanceof CharacterString text && text.getValue().indexOf('\ufffd') >= 0
                    || value instanceof SequenceOf<?> many
                            && many.getValues().stream().anyMatch(Got::isGarbled);
        }
    }

    /** The device refused this one. */
    public record Refused(DeviceRefusal refusal) implements Reading {}

    /** The device answered with something that can not be decoded, or left it out. */
    public record Unreadable(String detail) implements Reading {}

    /** No answer. */
    record Silent() implements Reading {}

    /** The device answers, but not to this. */
    record Unanswered(String detail) implements Reading {}

    /** The device answers, but was not asked for this yet. */
    record Postponed(String reason) implements Reading {}

    /** A router on the way did not deliver it. */
    record Undelivered(String reason) implements Reading {}

    /** Not asked, or not to the end. */
    record NotAsked(String reason) implements Reading {}

    /** Nothing was learnt, and it can be asked again. */
    default boolean isOpen() {
        return this instanceof Silent
                || this instanceof Postponed
                || this instanceof Undelivered
                || this instanceof NotAsked;
    }

    /** The same, also where the library has no type for it and only its tag says what it is. */
    default <T extends Encodable> Optional<T> typed(Class<T> type) {
        return this instanceof Got got
                ? Optional.of(PointValues.typed(got.value()))
                        .filter(type::isInstance)
                        .map(type::cast)
                : Optional.empty();
    }

    /** The value, if there is one of this class. */
    default <T extends Encodable> Optional<T> as(Class<T> type) {
        return this instanceof Got got && type.isInstance(got.value())
                ? Optional.of(type.cast(got.value()))
                : Optional.empty();
    }

    /** Why there is no value, for people; empty if there is one. */
    default Optional<Failure> failure() {
        if (this instanceof Refused refused) {
            return Optional.of(new Failure(
                    io.bms.api.ErrorCode.DEVICE_ERROR,
                    "The device answered: " + refused.refusal().words()
                            + "; if its configuration changed, discover it again"));
        }
        if (this instanceof Unreadable unreadable) {
            return Optional.of(new Failure(
                    io.bms.api.ErrorCode.DEVICE_ERROR, "The device's value can not be read: " + unreadable.detail()));
        }
        if (this instanceof Silent) {
            return Optional.of(new Failure(
                    io.bms.api.ErrorCode.DEVICE_TIMEOUT,
                    "The device did not answer; check its power, its network and its address"));
        }
        if (this instanceof Unanswered unanswered) {
            return Optional.of(new Failure(io.bms.api.ErrorCode.DEVICE_ERROR, unanswered.detail()));
        }
        if (this instanceof Postponed postponed) {
            return Optional.of(new Failure(io.bms.api.ErrorCode.DEVICE_ERROR, postponed.reason()));
        }
        if (this instanceof Undelivered undelivered) {
            return Optional.of(new Failure(io.bms.api.ErrorCode.DEVICE_TIMEOUT, undelivered.reason()));
        }
        if (this instanceof NotAsked notAsked) {
            return Optional.of(new Failure(io.bms.api.ErrorCode.NOT_CONFIGURED, notAsked.reason()));
        }
        return Optional.empty();
    }
}

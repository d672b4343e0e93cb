// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.constructed.BACnetArray;
import com.serotonin.bacnet4j.type.constructed.PriorityArray;
import com.serotonin.bacnet4j.type.constructed.PriorityValue;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import io.bms.bacnet.value.ObjectTypes;
import io.bms.bacnet.value.PropertyKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An array that a device does not give whole, since the answer would be too long for it, and gives element by element
 * (ASHRAE 135, 15.5.1.1.2). The Object_List is not among them: a survey reads that in its own way.
 * Thread: bms-bacnet-worker.
 */
record ArrayElements(PropertyKey array) {
    /** No array of a point is longer; one that says so is not read. */
    private static final int MOST = 1_000;

    /** The arrays among the readings that failed as a whole, but not since the device does not have them. */
    static List<ArrayElements> in(Map<PropertyKey, Reading> readings) {
        List<ArrayElements> arrays = new ArrayList<>();
        readings.forEach((key, reading) -> {
            if (key.index() == PropertyKey.WHOLE && isTooLong(reading) && isArray(key)) {
                arrays.add(new ArrayElements(key));
            }
        });
        return arrays;
    }

    /** An Error is about the property; an Abort, a Reject or silence may be about the length of the answer. */
    private static boolean isTooLong(Reading reading) {
        return reading.isMute()
                || reading.refusal().filter(why -> !why.isOfProperty()).isPresent();
    }

    private static boolean isArray(PropertyKey key) {
        return !key.property().equals(PropertyIdentifier.objectList)
                && ObjectTypes.isArray(key.object().getObjectType(), key.property());
    }

    /** Element 0, which is the array's length. */
    PropertyKey count() {
        return element(0);
    }

    /** The elements of an array of this length; none of a length that cannot be. */
    List<PropertyKey> elements(Reading count) {
        int length = count.typed(UnsignedInteger.class)
                .map(UnsignedInteger::longValue)
                .filter(said -> said <= MOST)
                .orElse(0L)
                .intValue();
        return IntStream.rangeClosed(1, length).mapToObj(this::element).toList();
    }

    private PropertyKey element(int index) {
        return new PropertyKey(array.object(), array.property(), index);
    }

    /** The array of these elements; empty if one of them is missing. */
    Optional<Reading> joined(List<PropertyKey> elements, Map<PropertyKey, Reading> readings) {
        List<Encodable> values = elements.stream()
                .flatMap(element -> readings.get(element).value().stream())
                .toList();
        return values.isEmpty() || values.size() < elements.size()
                ? Optional.empty()
                : Optional.of(new Reading.Got(joined(values)));
    }

    private Encodable joined(List<Encodable> values) {
        return array.property().equals(PropertyIdentifier.priorityArray)
                ? new PriorityArray(values.stream()
                        .map(value -> value instanceof PriorityValue slot ? slot : new PriorityValue(value))
                        .toList())
                : new BACnetArray<>(values);
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.homeassistant;

import io.bms.api.driver.PropertiesOutcome.Property;
import io.bms.api.point.PointValue;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What a device says of a point that can be written.
 *
 * @param min Min_Pres_Value
 * @param max Max_Pres_Value
 * @param step Resolution
 * @param releasable it has a Priority_Array, so that what is written can be relinquished
 */
record WritableFacts(OptionalDouble min, OptionalDouble max, OptionalDouble step, boolean releasable) {
    /** Of a point whose device has not been asked, or has not answered. */
    static final WritableFacts UNKNOWN =
            new WritableFacts(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), true);

    WritableFacts {
        Objects.requireNonNull(min, "min");
        Objects.requireNonNull(max, "max");
        Objects.requireNonNull(step, "step");
    }

    static WritableFacts of(List<Property> properties) {
        return new WritableFacts(
                number(properties, "minPresValue"),
                number(properties, "maxPresValue"),
                number(properties, "resolution"),
                properties.stream().anyMatch(property -> property.name().equals("priorityArray")));
    }

    /** An object without limits says so by an infinite one, or by the largest number there is. */
    private static OptionalDouble number(List<Property> properties, String name) {
        return properties.stream()
                .filter(property -> property.name().equals(name) && !property.isList())
                .map(property -> property.values().get(0))
                .map(PointValue::asNumber)
                .flatMapToDouble(OptionalDouble::stream)
                .filter(number -> Math.abs(number) <= Entities.ANY_NUMBER)
                .findFirst();
    }
}

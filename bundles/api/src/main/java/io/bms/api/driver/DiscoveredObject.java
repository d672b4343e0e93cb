// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One object as a device describes it.
 *
 * @param units ASHRAE name in camelCase, as in {@code degreesCelsius}
 * @param writable a client may write its present value
 * @param stateText texts of a binary (inactive, active) or multi-state (state 1 first) object
 * @param covIncrement in the point's unit
 * @param presentValue at the time of discovery; {@link PointValue#NULL} where it could not be read
 */
public record DiscoveredObject(
        PointId pointId,
        String name,
        Optional<String> units,
        Optional<String> description,
        boolean writable,
        List<String> stateText,
        OptionalDouble covIncrement,
        PointValue presentValue) {
    public DiscoveredObject {
        Objects.requireNonNull(pointId, "pointId");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(units, "units");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(covIncrement, "covIncrement");
        Objects.requireNonNull(presentValue, "presentValue");
        stateText = List.copyOf(stateText);
    }

    /**
     * The text of the state that {@code value} is; empty where it is none of this object's, or the state has no text.
     *
     * @param value of a binary object a boolean, or as in an average 0 or 1; of a multi-state one the state's number
     */
    public Optional<String> stateText(PointValue value) {
        double number = value instanceof PointValue.Bool bool
                ? (bool.value() ? 1 : 0)
                : value.asNumber().orElse(Double.NaN);
        double index = pointId.objectType().startsWith("binary") ? number : number - 1;
        return index >= 0 && index < stateText.size() && index == Math.rint(index)
                ? Optional.of(stateText.get((int) index)).filter(text -> !text.isBlank())
                : Optional.empty();
    }
}

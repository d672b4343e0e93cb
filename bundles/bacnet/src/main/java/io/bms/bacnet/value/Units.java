// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.value;

import com.serotonin.bacnet4j.type.enumerated.EngineeringUnits;
import java.util.Optional;

/**
 * Names of engineering units (ASHRAE 135, clause 21, BACnetEngineeringUnits), from the library's table. Thread: any.
 */
public final class Units {
    private Units() {}

    /** The camelCase name; {@code unit-N} for a number without one; empty for "no units". */
    public static Optional<String> name(int number) {
        if (number == EngineeringUnits.noUnits.intValue()) {
            return Optional.empty();
        }
        String name = EngineeringUnits.nameForId(number);
        return Optional.of(name == null ? "unit-" + number : Names.camelCase(name));
    }
}

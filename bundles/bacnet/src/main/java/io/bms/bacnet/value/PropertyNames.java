// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.value;

import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The names of properties, as ASHRAE 135 has them in camelCase; those without one go by their number. Thread: any. */
public final class PropertyNames {
    /** The first of the vendors' own properties (ASHRAE 135, clause 21). */
    private static final int FIRST_PROPRIETARY = 512;

    private static final int LAST = 4_194_303;
    private static final String UNNAMED = "property";

    private static final Map<String, PropertyIdentifier> BY_NAME = byName();

    private PropertyNames() {}

    private static Map<String, PropertyIdentifier> byName() {
        Map<String, PropertyIdentifier> all = new HashMap<>();
        for (int number = 0; number < FIRST_PROPRIETARY; number++) {
            PropertyIdentifier property = PropertyIdentifier.forId(number);
            Optional.ofNullable(PropertyIdentifier.nameForId(number))
                    .ifPresent(name -> all.put(letters(name), property));
        }
        return all;
    }

    public static String of(PropertyIdentifier property) {
        return Optional.ofNullable(PropertyIdentifier.nameForId(property.intValue()))
                .map(Names::camelCase)
                .orElse(UNNAMED + property.intValue());
    }

    /**
     * {@code relinquishDefault}, {@code relinquish-default} and the standard's own {@code Relinquish_Default} alike.
     */
    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
    }

    /** The property of this name or number. */
    public static Optional<PropertyIdentifier> parse(String text) {
        PropertyIdentifier named = BY_NAME.get(letters(text));
        if (named != null) {
            return Optional.of(named);
        }
        String digits = text.startsWith(UNNAMED) ? text.substring(UNNAMED.length()) : text;
        return digits.matches("[0-9]{1,7}") && Integer.parseInt(digits) <= LAST
                ? Optional.of(PropertyIdentifier.forId(Integer.parseInt(digits)))
                : Optional.empty();
    }

    public static Failure unknown(String text) {
        return new Failure(
                ErrorCode.INVALID_REQUEST,
                "BACnet has no property '" + text + "'; write its name as in"
                        + " relinquishDefault, or its number, 0 to " + LAST + ", of which those from "
                        + FIRST_PROPRIETARY
                        + " on are the vendor's own");
    }
}

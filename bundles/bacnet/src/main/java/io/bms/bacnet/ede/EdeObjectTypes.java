// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.ede;

import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import io.bms.bacnet.value.ObjectTypes;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Object types as EDE files write them: by their number, by their name in any spelling, or by its initials.
 * Thread: any.
 */
final class EdeObjectTypes {
    private static final int LAST = 1023;
    private static final Map<String, String> INITIALS = Map.ofEntries(
            Map.entry("AI", "analogInput"),
            Map.entry("AO", "analogOutput"),
            Map.entry("AV", "analogValue"),
            Map.entry("BI", "binaryInput"),
            Map.entry("BO", "binaryOutput"),
            Map.entry("BV", "binaryValue"),
            Map.entry("MI", "multiStateInput"),
            Map.entry("MSI", "multiStateInput"),
            Map.entry("MO", "multiStateOutput"),
            Map.entry("MSO", "multiStateOutput"),
            Map.entry("MV", "multiStateValue"),
            Map.entry("MSV", "multiStateValue"),
            Map.entry("ACC", "accumulator"),
            Map.entry("IV", "integerValue"),
            Map.entry("PIV", "positiveIntegerValue"),
            Map.entry("LAV", "largeAnalogValue"),
            Map.entry("CSV", "characterstringValue"));

    private EdeObjectTypes() {}

    /** @throws IllegalArgumentException saying that this line has no object type */
    static String parse(String text, int line) {
        String name = INITIALS.getOrDefault(text.toUpperCase(Locale.ROOT), text);
        if (!name.isEmpty() && !Character.isDigit(name.charAt(0))) {
            // OBJECT_ANALOG_INPUT and BACnetAnalogInput are such spellings.
            String wanted =
                    name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "").replaceFirst("^(object|bacnet)", "");
            for (int number = 0; number <= LAST; number++) {
                Optional<String> known = ObjectTypes.name(ObjectType.forId(number));
                if (known.filter(each -> each.toLowerCase(Locale.ROOT).equals(wanted))
                        .isPresent()) {
                    return known.get();
                }
            }
        }
        int number = EdeReader.number(name, line, "object type");
        return Optional.of(number)
                .filter(each -> each >= 0 && each <= LAST)
                .flatMap(each -> ObjectTypes.name(ObjectType.forId(each)))
                .orElseThrow(() -> new IllegalArgumentException(
                        "line " + line + ": BACnet has no object type " + Integer.toUnsignedString(number)));
    }
}

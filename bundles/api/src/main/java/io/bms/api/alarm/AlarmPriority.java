// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.alarm;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How soon somebody should look; the worst first. */
public enum AlarmPriority {
    CRITICAL,
    HIGH,
    MEDIUM,
    LOW;

    /** Whether somebody must say that he has seen it, before it can be over. */
    public boolean needsAcknowledgement() {
        return compareTo(HIGH) <= 0;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException naming those there are */
    public static AlarmPriority of(String wireName) {
        return Arrays.stream(values())
                .filter(priority -> priority.wireName().equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no priority '" + wireName + "'; use "
                        + Arrays.stream(values()).map(AlarmPriority::wireName).collect(Collectors.joining(", "))));
    }
}

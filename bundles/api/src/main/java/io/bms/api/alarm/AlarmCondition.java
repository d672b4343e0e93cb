// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.alarm;

import java.util.Locale;

/** Whether that which an alarm is about is so now. */
public enum AlarmCondition {
    PRESENT,
    GONE,
    /** Nobody can tell, since nothing is read: it neither ends the alarm nor raises it anew. */
    UNKNOWN;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.point;

import java.util.Locale;

/** BACnetStatusFlags, in the standard's bit order (ASHRAE 135, clause 21). */
public enum StatusFlag {
    IN_ALARM,
    FAULT,
    OVERRIDDEN,
    OUT_OF_SERVICE;

    /** The word on the wire: {@code out_of_service}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

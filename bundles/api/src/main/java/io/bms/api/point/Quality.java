// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.point;

import java.util.Locale;

/** How far a value can be trusted (docs/wire.md, "Values"). Ordered from best to worst. */
public enum Quality {
    GOOD,
    UNCERTAIN,
    BAD;

    /** The word on the wire and on screen: {@code good}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

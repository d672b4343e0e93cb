// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.alarm;

import java.util.Locale;

/** What an alarm is about; causes come before their effects. */
public enum AlarmKind {
    /** The gateway itself has a problem (docs/wire.md, "Status"). */
    GATEWAY_PROBLEM,
    /** More than half of a network's devices have fallen silent together. */
    NETWORK_SILENT,
    /** Somebody works on a device; its other alarms are effects of that. It is shelved for as long. */
    MAINTENANCE,
    /** A device does not answer. */
    DEVICE_SILENT,
    /** Points of a device that answers cannot be read. */
    POINTS_UNREADABLE,
    /** A device says that something is wrong with one of its objects. */
    DEVICE_EVENT,
    /** A point is what a rule of the gateway's own says that it must not be. */
    RULE;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

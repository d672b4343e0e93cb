// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.monitoring;

import java.util.Locale;

/** Whether points are being read (docs/wire.md, "Status"). */
public enum MonitoringStatus {
    /** Not yet decided after the start. */
    INITIALIZING,
    ACTIVE,
    /** Stopped by command. */
    STOPPED,
    /** Wanted, but impossible: no driver. */
    ERROR;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

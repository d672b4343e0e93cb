// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.status;

import java.util.Locale;

/** State of a connection (docs/wire.md, "Status"). */
public enum ConnectionStatus {
    CONNECTED,
    DISCONNECTED,
    ERROR;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import java.io.IOException;

/** What answered instead of a broker that lets us in, in words. */
final class ConnectRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int code;

    /** @param code the reason code (MQTT 5, 2.4), 0 if what answers is no MQTT 5 broker */
    ConnectRefusedException(int code, String words) {
        super(words);
        this.code = code;
    }

    int code() {
        return code;
    }
}

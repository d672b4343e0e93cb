// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.mqtt.link.Reasons;

/** How the Last Will is to be, where the broker does not take it retained, or at QoS 1. */
record WillTerms(int qos, boolean retained) {
    static final WillTerms FULL = new WillTerms(1, true);

    /** After a refusal with this reason code. */
    WillTerms after(int code) {
        return switch (code) {
            case Reasons.NO_RETAIN -> new WillTerms(qos, false);
            case Reasons.NO_SUCH_QOS -> new WillTerms(0, retained);
            default -> this;
        };
    }
}

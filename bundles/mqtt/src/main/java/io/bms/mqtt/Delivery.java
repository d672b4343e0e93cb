// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import java.util.Objects;

/** What a broker has said of a publication. */
sealed interface Delivery {
    /** Calls what belongs to it. */
    void tell(PendingMessage pending);

    /** The broker has it (QoS 1), or it was written (QoS 0). */
    record Taken() implements Delivery {
        @Override
        public void tell(PendingMessage pending) {
            pending.sent().run();
        }
    }

    /**
     * The broker does not take it: a reason code of 0x80 or more, or larger than it takes.
     *
     * @param code MQTT 5, 2.4
     * @param reason in words
     */
    record Refused(int code, String reason) implements Delivery {
        public Refused {
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public void tell(PendingMessage pending) {
            pending.refused().accept(this);
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import java.util.Objects;
import java.util.function.Consumer;

/** What a broker has said of a publication. */
public sealed interface Delivery {
    /** Runs {@code taken}, or hands the refusal to {@code refused}. */
    void tell(Runnable taken, Consumer<Refused> refused);

    /** The broker has it (QoS 1), or it was written (QoS 0). */
    record Taken() implements Delivery {
        @Override
        public void tell(Runnable taken, Consumer<Refused> refused) {
            taken.run();
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
        public void tell(Runnable taken, Consumer<Refused> refused) {
            refused.accept(this);
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.mqtt.link.Delivery;
import io.bms.mqtt.link.Outgoing;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A message that is to go out. Exactly one of {@code sent}, {@code lost} and {@code refused} is called, once.
 *
 * @param sent what to do once it is out
 * @param lost what to do when it cannot be known to be out
 * @param refused what to do when the broker does not take it; it must not be the next again at once
 */
record PendingMessage(Outgoing message, Runnable sent, Runnable lost, Consumer<Delivery.Refused> refused) {
    static final Runnable NOTHING = () -> {};

    PendingMessage {
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(sent, "sent");
        Objects.requireNonNull(lost, "lost");
        Objects.requireNonNull(refused, "refused");
    }
}

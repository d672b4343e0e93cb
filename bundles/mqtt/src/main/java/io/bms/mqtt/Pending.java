// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import java.util.Objects;

/**
 * A message that is to go out.
 *
 * @param sent what to do once it is out
 * @param lost what to do when it can not be known to be out
 */
record Pending(Outgoing message, Runnable sent, Runnable lost) {
    static final Runnable NOTHING = () -> {};

    Pending {
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(sent, "sent");
        Objects.requireNonNull(lost, "lost");
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.driver.EventAcknowledgement;
import java.util.Objects;
import java.util.Optional;

/**
 * An acknowledgement that is to be passed on to a device, until its list of events shows that it has taken it.
 *
 * @param refused why the device will not take it; empty: it is to be sent, be it again
 */
record PassedAck(EventAcknowledgement acknowledgement, Optional<String> refused) {
    PassedAck {
        Objects.requireNonNull(acknowledgement, "acknowledgement");
        Objects.requireNonNull(refused, "refused");
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import com.serotonin.bacnet4j.service.acknowledgement.AcknowledgementService;
import io.bms.bacnet.value.DeviceRefusal;
import java.util.Optional;

/** What a request came to. */
public sealed interface RequestOutcome {
    /** The device did it; with a service, unless it only said so. */
    record Done(Optional<AcknowledgementService> service) implements RequestOutcome {}

    /** The device answered with an Error, Reject or Abort. */
    public record Refused(DeviceRefusal refusal) implements RequestOutcome {}

    /** The device answered, in a way that the library can not read. */
    public record Unreadable(String detail) implements RequestOutcome {}

    /** The request does not fit the device, or the way to it. */
    record TooLong() implements RequestOutcome {}

    /** A router on the way did not deliver the request, for this reason. */
    record Undelivered(String reason) implements RequestOutcome {}

    /** The device did not answer. */
    record Silent() implements RequestOutcome {}

    /**
     * The request was dropped here, since the network is not open, or the driver is closing.
     *
     * @param sent it was on its way already, and may have been carried out
     */
    record Dropped(String reason, boolean sent) implements RequestOutcome {}

    /** It came from the device itself, whatever it says. */
    default boolean isOfDevice() {
        return this instanceof Done || this instanceof Refused || this instanceof Unreadable;
    }
}

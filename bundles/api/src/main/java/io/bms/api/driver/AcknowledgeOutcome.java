// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import io.bms.api.Failure;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/** What the acknowledgement of an event came to. */
@ProviderType
public sealed interface AcknowledgeOutcome {
    /** The device has taken it. */
    record Taken() implements AcknowledgeOutcome {}

    /**
     * It has not, or nobody knows.
     *
     * @param failure {@code CONFLICT}: the change is not the newest of its kind any more. With {@code BUSY} and those
     *     of {@link io.bms.api.ErrorCode#isSilence} it may be sent again; with any other code the device will not take
     *     it
     */
    record Refused(Failure failure) implements AcknowledgeOutcome {
        public Refused {
            Objects.requireNonNull(failure, "failure");
        }
    }
}

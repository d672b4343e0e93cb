// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import io.bms.api.Failure;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/** Who answers at a device's address. */
@ProviderType
public sealed interface IdentifyOutcome {
    /**
     * A device of the number that was asked for.
     *
     * @param vendorName its maker's name as the device gives it; may be empty
     */
    record Known(String vendorName) implements IdentifyOutcome {
        public Known {
            Objects.requireNonNull(vendorName, "vendorName");
        }
    }

    /** It could not be asked, does not tell, or did not answer. */
    record Refused(Failure failure) implements IdentifyOutcome {
        public Refused {
            Objects.requireNonNull(failure, "failure");
        }
    }
}

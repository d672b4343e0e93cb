// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import io.bms.api.Failure;
import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/** What a device says of its events. */
@ProviderType
public sealed interface EventsOutcome {
    /**
     * It answered.
     *
     * @param events all that there are, at most one of an object
     */
    record Known(List<DeviceEvent> events) implements EventsOutcome {
        public Known {
            events = List.copyOf(events);
        }
    }

    /** It could not be asked, did not answer, or not so that it could be understood: nobody can tell. */
    record Refused(Failure failure) implements EventsOutcome {
        public Refused {
            Objects.requireNonNull(failure, "failure");
        }
    }
}

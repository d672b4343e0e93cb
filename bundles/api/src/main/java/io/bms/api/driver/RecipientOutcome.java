// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import io.bms.api.Failure;
import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/** What became of the gateway's entry in a recipient list, as the list says afterwards. */
@ProviderType
public sealed interface RecipientOutcome {
    /** Entries of others that stood in the list before, and do not any more; the device has lost them. */
    List<EventRecipient> lost();

    /**
     * The list leads to the gateway.
     *
     * @param own the entry is the gateway's own, and not one that somebody else made for it
     * @param added it was not there before
     */
    record Entered(EventRecipient entry, boolean own, boolean added, List<EventRecipient> lost)
            implements RecipientOutcome {
        public Entered {
            Objects.requireNonNull(entry, "entry");
            lost = List.copyOf(lost);
        }
    }

    /** The entry is not in the list, or not any more. */
    record Removed(List<EventRecipient> lost) implements RecipientOutcome {
        public Removed {
            lost = List.copyOf(lost);
        }
    }

    /** The list is as it was before in what concerns the gateway, or nobody can tell: the code is of silence then. */
    record Refused(Failure failure, List<EventRecipient> lost) implements RecipientOutcome {
        public Refused {
            Objects.requireNonNull(failure, "failure");
            lost = List.copyOf(lost);
        }

        public Refused(Failure failure) {
            this(failure, List.of());
        }
    }
}

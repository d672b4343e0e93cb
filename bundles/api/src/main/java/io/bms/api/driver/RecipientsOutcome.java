// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import io.bms.api.Failure;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Whom a device tells of its events. */
@ProviderType
public sealed interface RecipientsOutcome {
    /** Why there is none, if there is none. */
    default Optional<Failure> refusal() {
        return Optional.empty();
    }

    /** Its notification classes; none if it did not say. */
    default List<NotificationClass> classes() {
        return List.of();
    }

    /**
     * It answered.
     *
     * @param classes in the order of their instances
     */
    record Known(List<NotificationClass> classes) implements RecipientsOutcome {
        public Known {
            classes = List.copyOf(classes);
        }
    }

    /** It could not be asked, or did not answer. */
    record Refused(Failure failure) implements RecipientsOutcome {
        public Refused {
            Objects.requireNonNull(failure, "failure");
        }

        @Override
        public Optional<Failure> refusal() {
            return Optional.of(failure);
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import io.bms.api.Failure;
import io.bms.api.point.PointValue;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.osgi.annotation.versioning.ProviderType;

/** What a write came to. */
@ProviderType
public sealed interface WriteOutcome {
    /**
     * The present value before the write, of an object that has no priority array: nothing can be released there,
     * only written again. Empty where there is a slot to release, or nobody knows that there is none.
     */
    Optional<PointValue> replaced();

    /**
     * The device accepted it.
     *
     * @param readBack the present value afterwards
     * @param effective the present value is what was written, compared as the device's own type; after
     *     a relinquish, that the slot is empty
     * @param winningPriority the slot that holds the present value instead, where one does
     * @param kept what the slot holds afterwards, where the device keeps something else than what was written
     */
    record Written(
            PointValue readBack,
            boolean effective,
            OptionalInt winningPriority,
            Optional<PointValue> kept,
            Optional<PointValue> replaced)
            implements WriteOutcome {
        public Written {
            Objects.requireNonNull(readBack, "readBack");
            Objects.requireNonNull(winningPriority, "winningPriority");
            Objects.requireNonNull(kept, "kept");
            Objects.requireNonNull(replaced, "replaced");
        }

        /** Into a slot that can be released. */
        public Written(PointValue readBack, boolean effective, OptionalInt winningPriority, Optional<PointValue> kept) {
            this(readBack, effective, winningPriority, kept, Optional.empty());
        }
    }

    /**
     * It was refused, here or by the device, or the device did not answer.
     *
     * @param undecided the device may have carried it out all the same
     */
    record Refused(Failure failure, boolean undecided, Optional<PointValue> replaced) implements WriteOutcome {
        public Refused {
            Objects.requireNonNull(failure, "failure");
            Objects.requireNonNull(replaced, "replaced");
        }

        /** With a slot that can be released. */
        public Refused(Failure failure, boolean undecided) {
            this(failure, undecided, Optional.empty());
        }

        /** Nothing was written. */
        public Refused(Failure failure) {
            this(failure, false);
        }
    }
}

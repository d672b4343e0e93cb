// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.update;

import java.util.Objects;
import java.util.Optional;

/** Whether an update is taken. */
public sealed interface UpdateVerdict {
    /**
     * It is.
     *
     * @param contents of the package; empty where an update is taken back
     */
    record Taken(UpdatePlan plan, Optional<UpdateContents> contents) implements UpdateVerdict {
        public Taken {
            Objects.requireNonNull(plan, "plan");
            Objects.requireNonNull(contents, "contents");
        }
    }

    /** It is not; nothing has changed. The reason says what to do, in one or two sentences. */
    record Refused(String reason) implements UpdateVerdict {
        public Refused {
            Objects.requireNonNull(reason, "reason");
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.audit;

import java.util.Objects;
import java.util.Optional;

/**
 * What a look at the whole chain has shown.
 *
 * @param records that were looked at
 * @param last the end of the chain
 * @param broken what is wrong, and from which record on; empty if the chain is whole
 */
public record AuditVerdict(long records, AuditCheckpoint last, Optional<String> broken) {
    public AuditVerdict {
        Objects.requireNonNull(last, "last");
        Objects.requireNonNull(broken, "broken");
    }

    public boolean isWhole() {
        return broken.isEmpty();
    }
}

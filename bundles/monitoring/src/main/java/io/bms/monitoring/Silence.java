// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.Failure;
import io.bms.api.driver.ReadOutcome;
import java.util.List;
import java.util.Optional;

/** Tells a device that refuses some points from one that does not answer at all. */
final class Silence {
    private Silence() {}

    /** Why the device is taken to be silent; empty if anything in the answer came from it. */
    static Optional<Failure> in(List<ReadOutcome> outcomes) {
        Failure first = null;
        for (ReadOutcome outcome : outcomes) {
            if (!(outcome instanceof ReadOutcome.Failed failed)
                    || !failed.failure().code().isSilence()) {
                return Optional.empty();
            }
            first = first == null ? failed.failure() : first;
        }
        return Optional.ofNullable(first);
    }
}

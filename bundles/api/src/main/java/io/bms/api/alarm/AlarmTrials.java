// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.alarm;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/** Tries rules out on the history, before they wake anybody. Thread: any that may wait. */
@ProviderType
public interface AlarmTrials {
    /**
     * What the rule would have done in the last {@code span}; blocks for the disk, some hundred milliseconds for a
     * week.
     *
     * @throws IllegalStateException there is no history at present
     * @throws java.io.UncheckedIOException the disk cannot be read
     */
    AlarmTrial tryOut(AlarmRule rule, Duration span);
}

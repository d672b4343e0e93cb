// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.alarm;

import org.osgi.annotation.versioning.ProviderType;

/** All alarms in a few numbers, for whoever asks. Never waits. Thread: any. */
@ProviderType
public interface AlarmOverview {
    /** As it is now. */
    AlarmSummary summary();
}

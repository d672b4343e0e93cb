// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.alarm;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears how the alarms are. A whiteboard service. It is told only of what is on the disk. */
@ConsumerType
public interface AlarmSink {
    /** Takes all active alarms, whenever one of them has changed; they replace those of before. Returns at once. */
    void alarms(ActiveAlarms active);
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import java.time.Clock;

/** What each lane, and whatever plans lanes, needs of the rest of monitoring. */
record LaneParts(
        LaneThread thread,
        DriverSlot drivers,
        LatestSamples samples,
        DeviceStates states,
        MonitoringSettings settings,
        Clock clock) {}

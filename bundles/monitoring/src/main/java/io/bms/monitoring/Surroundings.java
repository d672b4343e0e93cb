// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import java.time.Clock;

/** What a lane needs of the rest of monitoring. */
record Surroundings(
        LaneThread thread,
        DriverSlot drivers,
        Samples samples,
        DeviceStates states,
        MonitoringSettings settings,
        Clock clock) {}

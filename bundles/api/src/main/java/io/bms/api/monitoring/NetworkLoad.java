// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.monitoring;

import java.util.List;

/**
 * What reading a site asks of its networks, as estimated from its points and intervals.
 *
 * @param requestsPerSecond on average, all devices together
 * @param bytesPerMinute of BACnet in both directions, without IP headers
 * @param devices the busiest first
 */
public record NetworkLoad(double requestsPerSecond, double bytesPerMinute, List<DeviceLoad> devices) {
    public NetworkLoad {
        devices = List.copyOf(devices);
    }

    /** The same of one device. */
    public record DeviceLoad(int deviceId, int points, double requestsPerSecond, double bytesPerMinute) {}
}

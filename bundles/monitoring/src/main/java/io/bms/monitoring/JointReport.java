// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.driver.DiscoveryReport.Conflict;
import io.bms.api.driver.DiscoveryReport.Unreachable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts the reports of several networks together; an instance number on two of them is a conflict. */
final class JointReport {
    static final DiscoveryReport EMPTY = new DiscoveryReport(List.of(), List.of(), List.of());

    private JointReport() {}

    static DiscoveryReport of(DiscoveryReport one, DiscoveryReport other) {
        Map<Integer, DiscoveredDevice> devices = new TreeMap<>();
        List<Conflict> conflicts = new ArrayList<>(one.conflicts());
        conflicts.addAll(other.conflicts());
        one.devices().forEach(device -> devices.put(device.deviceId(), device));
        for (DiscoveredDevice device : other.devices()) {
            DiscoveredDevice first = devices.putIfAbsent(device.deviceId(), device);
            if (first != null) {
                conflicts.add(new Conflict(
                        device.deviceId(),
                        List.of(first.address().toString(), device.address().toString())));
            }
        }
        List<Unreachable> unreachable = new ArrayList<>(one.unreachable());
        unreachable.addAll(other.unreachable());
        return new DiscoveryReport(List.copyOf(devices.values()), unreachable, conflicts);
    }
}

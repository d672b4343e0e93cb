// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.site.Site;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A lane for each device of the site. Thread: bms-monitoring-lanes. */
final class Lanes {
    private final LaneParts parts;
    private final Map<Integer, Lane> lanes = new HashMap<>();

    Lanes(LaneParts parts) {
        this.parts = parts;
    }

    void apply(Site site) {
        lanes.entrySet().removeIf(entry -> {
            boolean gone = !site.devices().containsKey(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
        site.devices().forEach((id, device) -> lanes.computeIfAbsent(id, unknown -> new Lane(parts, device))
                .update(device, site.monitoringWanted()));
    }

    Optional<Lane> lane(int deviceId) {
        return Optional.ofNullable(lanes.get(deviceId));
    }

    void driverChanged() {
        lanes.values().forEach(Lane::driverChanged);
    }

    void found(Collection<Integer> devices) {
        devices.forEach(id -> lane(id).ifPresent(Lane::found));
    }

    void sweep() {
        lanes.values().forEach(Lane::sweep);
    }
}

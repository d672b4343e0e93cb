// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import io.bms.api.driver.DeviceAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/** A {@link DeviceMemory} for each address; the one unused for longest goes first. Confined to the worker. */
final class DeviceMemories {
    private static final int CAPACITY = 5_000;

    private final Map<DeviceAddress, DeviceMemory> byAddress = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<DeviceAddress, DeviceMemory> eldest) {
            return size() > CAPACITY;
        }
    };

    DeviceMemory of(DeviceAddress address) {
        return byAddress.computeIfAbsent(address, unknown -> new DeviceMemory());
    }

    /** A device announced itself; of one that is not asked anything, nothing is kept. */
    void announced(IAm device) {
        DeviceMemory known = byAddress.get(device.address());
        if (known != null) {
            known.capabilities(device.maxApdu(), device.segmentation());
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import io.bms.api.driver.DeviceAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

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

    private final LongSupplier nanoTime;

    /** @param nanoTime for what is tried again by and by */
    DeviceMemories(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    DeviceMemories() {
        this(System::nanoTime);
    }

    DeviceMemory of(DeviceAddress address) {
        return byAddress.computeIfAbsent(address, unknown -> new DeviceMemory(nanoTime));
    }

    /** A device announced itself; of one that is not asked anything, nothing is kept. */
    void announced(IAm device) {
        DeviceMemory known = byAddress.get(device.address());
        if (known != null) {
            known.named(device.deviceId()).capabilities(device.maxApdu(), device.segmentation());
        }
    }
}

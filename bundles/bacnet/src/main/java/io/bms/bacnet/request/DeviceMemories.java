// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import io.bms.api.driver.DeviceAddress;
import io.bms.bacnet.link.IAm;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A {@link DeviceMemory} for each address. When there are too many, the one unused for longest is dropped. Thread:
 * bms-bacnet-worker.
 */
public final class DeviceMemories {
    private static final int CAPACITY = 5_000;

    private final Map<DeviceAddress, DeviceMemory> byAddress = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<DeviceAddress, DeviceMemory> eldest) {
            return size() > CAPACITY;
        }
    };

    private final LongSupplier nanoTime;

    /** @param nanoTime paces the attempts at what a device could not do before */
    public DeviceMemories(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    public DeviceMemories() {
        this(System::nanoTime);
    }

    public DeviceMemory of(DeviceAddress address) {
        return byAddress.computeIfAbsent(address, unknown -> new DeviceMemory(nanoTime));
    }

    /** A device announced itself. Nothing is kept of a device that is not asked anything. */
    public void announced(IAm device) {
        DeviceMemory known = byAddress.get(device.address());
        if (known != null) {
            known.named(device.deviceId()).capabilities(device.maxApdu(), device.segmentation());
        }
    }
}

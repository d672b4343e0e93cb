// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import io.bms.api.driver.DeviceAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What the network, and each router with the slow trunk behind it, may be asked in a second. Confined to the worker. */
final class Budgets {
    private final int perRouter;
    private final LongSupplier nanoTime;
    private final Optional<Budget> network;
    private final Map<String, Budget> routers = new HashMap<>();

    Budgets(BacnetSettings.Limits limits, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        perRouter = limits.requestsPerSecondPerRouter();
        network = limits.requestsPerSecond() == 0
                ? Optional.empty()
                : Optional.of(new Budget(limits.requestsPerSecond(), nanoTime));
    }

    boolean allow(DeviceAddress device) {
        return network.map(Budget::allows).orElse(true)
                && router(device).map(Budget::allows).orElse(true);
    }

    void spend(DeviceAddress device) {
        network.ifPresent(Budget::spend);
        router(device).ifPresent(Budget::spend);
    }

    private Optional<Budget> router(DeviceAddress device) {
        return perRouter == 0 || device.network().isEmpty()
                ? Optional.empty()
                : Optional.of(routers.computeIfAbsent(
                        device.host() + ":" + device.port(), unseen -> new Budget(perRouter, nanoTime)));
    }
}

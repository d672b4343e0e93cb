// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import io.bms.api.driver.DeviceAddress;
import io.bms.bacnet.settings.BacnetSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The rate limits of the network, and of each router with a slow line behind it. Thread: bms-bacnet-worker. */
final class TokenBuckets {
    private final int perRouter;
    private final LongSupplier nanoTime;
    private final Optional<TokenBucket> network;
    private final Map<String, TokenBucket> routers = new HashMap<>();

    TokenBuckets(BacnetSettings.RequestRates rates, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        perRouter = rates.requestsPerSecondPerRouter();
        network = rates.requestsPerSecond() == 0
                ? Optional.empty()
                : Optional.of(TokenBucket.perSecond(rates.requestsPerSecond(), nanoTime));
    }

    boolean allow(DeviceAddress device) {
        return network.map(TokenBucket::allows).orElse(true)
                && router(device).map(TokenBucket::allows).orElse(true);
    }

    void spend(DeviceAddress device) {
        network.ifPresent(TokenBucket::spend);
        router(device).ifPresent(TokenBucket::spend);
    }

    private Optional<TokenBucket> router(DeviceAddress device) {
        return perRouter == 0 || device.network().isEmpty()
                ? Optional.empty()
                : Optional.of(routers.computeIfAbsent(
                        device.host() + ":" + device.port(), unseen -> TokenBucket.perSecond(perRouter, nanoTime)));
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * How far a discovery has come.
 *
 * @param percent 0 to 100, never falling within one discovery
 * @param currentDevice the address or device looked at, for people
 * @param devicesFound so far
 * @param totalAddresses how many are asked; empty for broadcast
 */
public record DiscoveryProgress(int percent, String currentDevice, int devicesFound, OptionalInt totalAddresses) {
    public DiscoveryProgress {
        Objects.requireNonNull(currentDevice, "currentDevice");
        Objects.requireNonNull(totalAddresses, "totalAddresses");
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException("percent " + percent + " is not in 0..100");
        }
    }
}

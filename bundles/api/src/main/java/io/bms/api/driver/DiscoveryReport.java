// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import io.bms.api.Failure;
import java.util.List;
import java.util.Objects;

/**
 * What a discovery came to.
 *
 * @param devices those that answered, by instance number
 * @param unreachable the single addresses that did not, and why
 * @param conflicts instance numbers seen at more than one address
 */
public record DiscoveryReport(List<DiscoveredDevice> devices, List<Unreachable> unreachable, List<Conflict> conflicts) {
    public DiscoveryReport {
        devices = List.copyOf(devices);
        unreachable = List.copyOf(unreachable);
        conflicts = List.copyOf(conflicts);
    }

    /** A single address that was asked for and did not answer. */
    public record Unreachable(String address, Failure failure) {
        public Unreachable {
            Objects.requireNonNull(address, "address");
            Objects.requireNonNull(failure, "failure");
        }
    }

    /** One instance number at several addresses; the first is the one that is read. */
    public record Conflict(int deviceId, List<String> addresses) {
        public Conflict {
            addresses = List.copyOf(addresses);
        }
    }
}

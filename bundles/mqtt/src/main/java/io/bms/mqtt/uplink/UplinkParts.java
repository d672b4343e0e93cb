// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import io.bms.api.identity.IdentityStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/**
 * What an uplink is given.
 *
 * @param name of its file
 * @param data the data folder
 * @param bootId of this start
 * @param tick from one look at what is to be done to the next
 * @param first bound of the wait after the first failure
 */
record UplinkParts(
        String name, IdentityStore identities, Path data, Clock clock, String bootId, Duration tick, Duration first) {
    UplinkParts {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(identities, "identities");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(bootId, "bootId");
        Objects.requireNonNull(tick, "tick");
        Objects.requireNonNull(first, "first");
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.identity.IdentityStore;
import io.bms.api.site.SiteStore;
import java.time.Clock;
import java.util.Objects;

/** What a session is given: stores, clock, the id of this start, and how long it waits. */
record SessionParts(IdentityStore identities, SiteStore sites, Clock clock, String bootId, Pace pace) {
    SessionParts {
        Objects.requireNonNull(identities, "identities");
        Objects.requireNonNull(sites, "sites");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(bootId, "bootId");
        Objects.requireNonNull(pace, "pace");
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.identity.IdentityStore;
import io.bms.api.site.SiteStore;
import java.time.Clock;
import java.util.Objects;

/** What a session finds around it. */
record SessionParts(IdentityStore identities, SiteStore sites, Clock clock, String bootId) {
    SessionParts {
        Objects.requireNonNull(identities, "identities");
        Objects.requireNonNull(sites, "sites");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(bootId, "bootId");
    }
}

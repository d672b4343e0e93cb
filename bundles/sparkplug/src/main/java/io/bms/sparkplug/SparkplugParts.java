// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug;

import io.bms.api.connection.MqttConnector;
import io.bms.api.identity.IdentityStore;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.site.SiteStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/**
 * What a session of Sparkplug is given.
 *
 * @param data the data folder
 * @param tick from one look at what is to be done to the next
 * @param first bound of the wait after the first failure
 * @param rebirth the least time from one birth to the next that is asked for
 * @param settled how long after a birth the history has all that was read before it
 */
record SparkplugParts(
        MqttConnector connector,
        IdentityStore identities,
        SiteStore sites,
        Monitoring monitoring,
        Path data,
        Clock clock,
        Duration tick,
        Duration first,
        Duration rebirth,
        Duration settled) {
    SparkplugParts {
        Objects.requireNonNull(connector, "connector");
        Objects.requireNonNull(identities, "identities");
        Objects.requireNonNull(sites, "sites");
        Objects.requireNonNull(monitoring, "monitoring");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(tick, "tick");
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(rebirth, "rebirth");
        Objects.requireNonNull(settled, "settled");
    }
}

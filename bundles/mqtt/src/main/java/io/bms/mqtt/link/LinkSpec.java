// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import java.time.Duration;
import java.util.Objects;

/**
 * What a connection is made of.
 *
 * @param sessionExpiry how long the broker is asked to keep the session of a client that is away; none: it also begins
 *     anew
 * @param traffic counts its bytes
 */
public record LinkSpec(
        BrokerEndpoint endpoint, String clientId, Outgoing will, Duration sessionExpiry, Traffic traffic) {
    private static final Duration A_DAY = Duration.ofDays(1);

    public LinkSpec {
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(clientId, "clientId");
        Objects.requireNonNull(will, "will");
        Objects.requireNonNull(sessionExpiry, "sessionExpiry");
        Objects.requireNonNull(traffic, "traffic");
    }

    /** One whose session is kept for a day, and whose bytes nobody asks for. */
    public LinkSpec(BrokerEndpoint endpoint, String clientId, Outgoing will) {
        this(endpoint, clientId, will, A_DAY, new Traffic());
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import java.util.Objects;

/** What a connection is made of. */
public record LinkSpec(BrokerEndpoint endpoint, String clientId, Outgoing will) {
    public LinkSpec {
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(clientId, "clientId");
        Objects.requireNonNull(will, "will");
    }
}

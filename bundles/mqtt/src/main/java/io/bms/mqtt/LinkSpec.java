// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import java.util.Objects;

/** What a connection is made of. */
record LinkSpec(BrokerEndpoint endpoint, String clientId, Outgoing will) {
    LinkSpec {
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(clientId, "clientId");
        Objects.requireNonNull(will, "will");
    }
}

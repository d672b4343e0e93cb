// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.broker;

import org.osgi.annotation.versioning.ProviderType;

/** A running broker inside this process; registered while it listens. */
@ProviderType
public interface EmbeddedBroker {
    /** The user property of a request in which the broker says whose account sent it (docs/wire.md). */
    String SENDER_PROPERTY = "bms-account";

    String host();

    int tcpPort();

    int webSocketPort();

    /** Name of the gateway's own account, known to this process only. */
    String user();

    /** Password of the gateway's own account, made up at each start and never stored. */
    String password();
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.broker;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** A running broker inside this process; registered while it listens. */
@ProviderType
public interface EmbeddedBroker {
    /** The user property of a request in which the broker says whose account sent it (docs/wire.md). */
    String SENDER_PROPERTY = "bms-account";

    /** That in which it says from which address. */
    String ADDRESS_PROPERTY = "bms-address";

    /** That in which it says by which client id. */
    String CLIENT_ID_PROPERTY = "bms-client-id";

    String host();

    int tcpPort();

    int webSocketPort();

    /** Name of the gateway's own account, known to this process only. */
    String user();

    /** Password of the gateway's own account, made up at each start and never stored. */
    String password();

    /**
     * Says for whom the gateway's own web port has opened a connection to the broker, before anything is sent by it:
     * requests that come by it bear that address. Returns at once. Thread: any.
     *
     * @param near the connection's end at the web port
     */
    void introduce(InetSocketAddress near, String address);

    /**
     * The topics that a filter matches (MQTT 5, 4.7) at which something is retained, in no order. It says at once what
     * a subscription would, without a message for each of thousands. Thread: any.
     */
    List<String> retained(String filter);

    /** What is retained at a topic; empty if nothing is. Thread: any. */
    Optional<byte[]> retainedAt(String topic);
}

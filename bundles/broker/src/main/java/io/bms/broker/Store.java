// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the door asks of the broker behind it. Topics and client ids are spelled as outside. Thread: any. */
interface Store {
    /**
     * A session, connected or away.
     *
     * @param subscriptions their number
     */
    record Known(String clientId, boolean connected, int subscriptions) {}

    /** Whether something is retained there, or somebody subscribes to just that. */
    boolean knowsTopic(String topic);

    /** As {@link RetainedLedger} has it. */
    String address(String topic);

    List<Known> sessions();

    /** The user whose session has that id, connected or away; empty where there is none that subscribes to anything. */
    Optional<String> owner(String clientId);

    /** Filters of a session; empty where there is none. */
    Set<String> filters(String clientId);
}

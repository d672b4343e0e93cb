// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.status;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** Makes the status known outside: the MQTT session. A whiteboard service. */
@ConsumerType
public interface StatusSink {
    /**
     * Takes a status; while disconnected the newest is kept and sent on connecting.
     *
     * @return completes normally when it is out, or will be on connecting; within 5 s
     */
    CompletionStage<Void> status(GatewayStatus status);

    /** Takes a heartbeat; dropped while disconnected. Returns at once. */
    void heartbeat(Heartbeat heartbeat);
}

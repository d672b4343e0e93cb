// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.audit.AuditCheckpoint;
import io.bms.mqtt.link.Delivery;
import io.bms.mqtt.link.Outgoing;
import io.bms.wire.StatusEncoder;
import io.bms.wire.Topics;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Holds the newest checkpoint of the audit, to be sent when it comes and again on each connect. Thread:
 * bms-mqtt-session.
 */
final class CheckpointSlot {
    private Optional<AuditCheckpoint> newest = Optional.empty();
    private boolean due;

    void put(AuditCheckpoint checkpoint) {
        newest = Optional.of(checkpoint);
        due = true;
    }

    /** On connecting, and when it is not known to have arrived. */
    void again() {
        due = newest.isPresent();
    }

    /**
     * @param refused told when the broker does not take it; the next comes in a minute, if anything is done until then
     */
    Optional<PendingMessage> next(Topics topics, Consumer<Delivery.Refused> refused) {
        if (!due) {
            return Optional.empty();
        }
        due = false;
        return newest.map(checkpoint -> new PendingMessage(
                Outgoing.retained(topics.auditCheckpoint(), StatusEncoder.checkpoint(checkpoint)),
                PendingMessage.NOTHING,
                this::again,
                refused));
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package org.apache.activemq.artemis.core.protocol.mqtt;

import io.bms.broker.RetainedMessages;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.transaction.Transaction;

/**
 * Stands in for Artemis's class of this name, which the bundle leaves out and for which Artemis has no
 * way in: {@link RetainedMessages} says what was wrong with it. Only this and MQTT's session know each other.
 */
public class MQTTRetainMessageManager {
    private final MQTTSession session;
    private final RetainedMessages retained;

    public MQTTRetainMessageManager(MQTTSession session) {
        this.session = session;
        this.retained = RetainedMessages.of(session.getServer());
    }

    /** Nothing is left to do: the message was kept before it was routed. */
    void handleRetainedMessage(Message message, String topic, boolean clear, Transaction tx) {
        // see RetainedMessages.beforeSend
    }

    /** Called with a subscription's queue once that is bound, so that all that is routed from now on reaches it. */
    void addRetainedMessagesToQueue(Queue queue, String filter) throws Exception {
        retained.handTo(queue, filter, sessionStays());
    }

    /** As MQTTSession judges it when the connection ends. */
    private boolean sessionStays() {
        boolean clean = session.getVersion() != MQTTVersion.MQTT_5 && session.isClean();
        return !clean && session.getState().getClientSessionExpiryInterval() != 0;
    }
}

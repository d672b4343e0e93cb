// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back each retained {@code online} of the run before, while nobody is listening yet. This
 * broker died together with the gateway that had said it, so no Last Will could. Sessions that were
 * away get the correction as any other message.
 *
 * <p>Thread: bms-broker-lifecycle.
 */
final class RetainedStatus {
    private static final Logger LOG = LoggerFactory.getLogger(RetainedStatus.class);

    private final ActiveMQServer server;
    private final RetainedMessages messages;

    RetainedStatus(ActiveMQServer server, RetainedMessages messages) {
        this.server = server;
        this.messages = messages;
    }

    void correct() throws Exception {
        for (String topic : messages.matching(LastOnline.TOPICS)) {
            Optional<LastOnline> online = messages.get(topic).flatMap(kept -> LastOnline.of(topic, text(kept)));
            if (online.isPresent()) {
                replace(messages.address(topic), online.get().crashed());
                LOG.info("{} said online when this broker ended; it now says offline, reason crash", topic);
            }
        }
    }

    private static String text(Retained kept) {
        return new String(kept.payload(), StandardCharsets.UTF_8);
    }

    private void replace(String address, String payload) throws Exception {
        Message message = message(address, payload);
        Transaction tx = new TransactionImpl(server.getStorageManager());
        messages.keep(message, ClientSignIn.GATEWAY, tx);
        tx.commit();
        server.getPostOffice().route(message, true);
        server.getStorageManager().waitOnOperations();
    }

    private Message message(String address, String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        CoreMessage message = new CoreMessage(server.getStorageManager().generateID(), bytes.length);
        message.setAddress(address);
        message.setDurable(true);
        message.setType(Message.BYTES_TYPE);
        message.setTimestamp(System.currentTimeMillis());
        message.putBooleanProperty(MQTTUtil.MQTT_MESSAGE_RETAIN_KEY, true);
        message.putIntProperty(MQTTUtil.MQTT_QOS_LEVEL_KEY, 1);
        message.getBodyBuffer().writeBytes(bytes);
        return message;
    }
}

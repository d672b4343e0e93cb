// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
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

    RetainedStatus(ActiveMQServer server) {
        this.server = server;
        this.messages = new RetainedMessages(server);
    }

    void correct() throws Exception {
        for (Queue retained : messages.matching(LastOnline.TOPICS)) {
            correct(retained);
        }
    }

    private void correct(Queue retained) throws Exception {
        Optional<Message> newest = RetainedMessages.newest(retained);
        if (newest.isEmpty()) {
            return;
        }
        String topic = MQTTUtil.getMqttTopicFromCoreAddress(
                retained.getAddress().toString(), server.getConfiguration().getWildcardConfiguration());
        Optional<LastOnline> online = LastOnline.of(topic, payload(newest.get().toCore()));
        if (online.isPresent()) {
            replace(newest.get().getAddress(), online.get().crashed());
            LOG.info("{} said online when this broker ended; it now says offline, reason crash", topic);
        }
    }

    static String payload(ICoreMessage message) {
        ActiveMQBuffer body = message.getDataBuffer();
        byte[] bytes = new byte[body.readableBytes()];
        body.readBytes(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void replace(String address, String payload) throws Exception {
        Message message = message(address, payload);
        Transaction tx = new TransactionImpl(server.getStorageManager());
        messages.keep(message, tx);
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

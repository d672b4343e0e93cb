package io.bms.broker;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.utils.collections.LinkedListIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back each retained {@code online} of the run before, while nobody is listening yet. This
 * broker died together with the gateway that had said it, so no Last Will could. Sessions that were
 * away get the correction as any other message.
 */
final class RetainedStatus {
    private static final Logger LOG = LoggerFactory.getLogger(RetainedStatus.class);

    private final ActiveMQServer server;
    private final WildcardConfiguration wildcards;

    RetainedStatus(ActiveMQServer server) {
        this.server = server;
        this.wildcards = server.getConfiguration().getWildcardConfiguration();
    }

    void correct() throws Exception {
        SimpleString pattern = SimpleString.of(
                MQTTUtil.getCoreRetainAddressFromMqttTopic(LastOnline.TOPICS, wildcards));
        for (SimpleString name : server.bindingQuery(pattern, false).getQueueNames()) {
            correct(server.locateQueue(name));
        }
    }

    private void correct(Queue retained) throws Exception {
        Optional<Message> newest = newest(retained);
        if (newest.isEmpty()) {
            return;
        }
        String topic = MQTTUtil.getMqttTopicFromCoreAddress(retained.getAddress().toString(), wildcards);
        Optional<LastOnline> online = LastOnline.of(topic, payload(newest.get().toCore()));
        if (online.isPresent()) {
            replace(retained, topic, online.get().crashed());
            LOG.info("{} said online when this broker ended; it now says offline, reason crash", topic);
        }
    }

    private static Optional<Message> newest(Queue retained) {
        Optional<Message> newest = Optional.empty();
        try (LinkedListIterator<MessageReference> references = retained.browserIterator()) {
            while (references.hasNext()) {
                newest = Optional.of(references.next().getMessage());
            }
        }
        return newest;
    }

    private static String payload(ICoreMessage message) {
        ActiveMQBuffer body = message.getDataBuffer();
        byte[] bytes = new byte[body.readableBytes()];
        body.readBytes(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The new one is kept before the old one goes, so that a crash in between leaves the wrong one, not none. */
    private void replace(Queue retained, String topic, String payload) throws Exception {
        long[] old = ids(retained);
        MQTTUtil.sendMessageDirectlyToQueue(server.getStorageManager(), server.getPostOffice(),
                message(topic, payload), retained, null);
        for (long id : old) {
            retained.deleteReference(id);
        }
        server.getPostOffice().route(message(topic, payload), true);
        server.getStorageManager().waitOnOperations();
    }

    private static long[] ids(Queue retained) {
        java.util.stream.LongStream.Builder ids = java.util.stream.LongStream.builder();
        try (LinkedListIterator<MessageReference> references = retained.browserIterator()) {
            while (references.hasNext()) {
                ids.add(references.next().getMessageID());
            }
        }
        return ids.build().toArray();
    }

    private Message message(String topic, String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        CoreMessage message = new CoreMessage(server.getStorageManager().generateID(), bytes.length);
        message.setAddress(SimpleString.of(MQTTUtil.getCoreAddressFromMqttTopic(topic, wildcards)));
        message.setDurable(true);
        message.setType(Message.BYTES_TYPE);
        message.setTimestamp(System.currentTimeMillis());
        message.putBooleanProperty(MQTTUtil.MQTT_MESSAGE_RETAIN_KEY, true);
        message.putIntProperty(MQTTUtil.MQTT_QOS_LEVEL_KEY, 1);
        message.getBodyBuffer().writeBytes(bytes);
        return message;
    }
}

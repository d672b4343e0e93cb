// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPubAckMessage;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscribePayload;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribePayload;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between Netty's MQTT and Artemis's, and spells every topic, filter and client id as
 * {@link TopicSpelling} says. (Artemis makes a queue's name of client id, dot and filter, so client
 * {@code a} on {@code b/c} and client {@code a.b} on {@code c} would share one.)
 *
 * <p>Thread: the connection's of Netty.
 */
final class TopicTranslator extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(TopicTranslator.class);

    @Override
    public void channelRead(ChannelHandlerContext context, Object packet) {
        boolean whole =
                packet instanceof MqttMessage message && message.decoderResult().isSuccess();
        context.fireChannelRead(whole ? inside((MqttMessage) packet) : packet);
    }

    @Override
    public void write(ChannelHandlerContext context, Object packet, ChannelPromise promise) {
        if (!(packet instanceof MqttPublishMessage publish)) {
            context.write(packet, promise);
            return;
        }
        String topic = TopicSpelling.outside(publish.variableHeader().topicName());
        if (TopicRules.isPlain(topic) || TopicRules.isTopicName(topic)) {
            context.write(publish(publish, topic), promise);
        } else {
            drop(context, publish);
            promise.trySuccess();
        }
    }

    /**
     * Acknowledges in the client's stead what an earlier version of this broker has let in: a client that meets
     * such a topic closes its connection, gets the message again, and so on.
     */
    private static void drop(ChannelHandlerContext context, MqttPublishMessage publish) {
        MqttQoS qos = publish.fixedHeader().qosLevel();
        if (qos != MqttQoS.AT_MOST_ONCE) {
            MqttMessageType type = qos == MqttQoS.AT_LEAST_ONCE ? MqttMessageType.PUBACK : MqttMessageType.PUBREC;
            context.fireChannelRead(new MqttPubAckMessage(
                    new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 2),
                    MqttMessageIdVariableHeader.from(publish.variableHeader().packetId())));
        }
        LOG.warn(
                "a message to {} was dropped: that is no topic",
                BrokerReport.readable(publish.variableHeader().topicName()));
        publish.release();
    }

    private static MqttMessage inside(MqttMessage packet) {
        return switch (packet.fixedHeader().messageType()) {
            case CONNECT -> connect((MqttConnectMessage) packet);
            case PUBLISH ->
                publish(
                        (MqttPublishMessage) packet,
                        TopicSpelling.inside(
                                ((MqttPublishMessage) packet).variableHeader().topicName()));
            case SUBSCRIBE -> subscribe((MqttSubscribeMessage) packet);
            case UNSUBSCRIBE -> unsubscribe((MqttUnsubscribeMessage) packet);
            default -> packet;
        };
    }

    private static MqttConnectMessage connect(MqttConnectMessage packet) {
        MqttConnectPayload payload = packet.payload();
        String willTopic = payload.willTopic();
        return new MqttConnectMessage(
                packet.fixedHeader(),
                packet.variableHeader(),
                new MqttConnectPayload(
                        TopicSpelling.insideClientId(payload.clientIdentifier()),
                        payload.willProperties(),
                        willTopic == null ? null : TopicSpelling.inside(willTopic),
                        payload.willMessageInBytes(),
                        payload.userName(),
                        payload.passwordInBytes()));
    }

    /** The payload goes over as it is, with its reference count. */
    private static MqttPublishMessage publish(MqttPublishMessage packet, String topic) {
        MqttPublishVariableHeader header = packet.variableHeader();
        if (topic.equals(header.topicName())) {
            return packet;
        }
        return new MqttPublishMessage(
                packet.fixedHeader(),
                new MqttPublishVariableHeader(topic, header.packetId(), header.properties()),
                packet.payload());
    }

    private static MqttSubscribeMessage subscribe(MqttSubscribeMessage packet) {
        List<MqttTopicSubscription> topics = packet.payload().topicSubscriptions().stream()
                .map(wanted -> new MqttTopicSubscription(TopicSpelling.inside(wanted.topicFilter()), wanted.option()))
                .toList();
        return new MqttSubscribeMessage(
                packet.fixedHeader(), packet.idAndPropertiesVariableHeader(), new MqttSubscribePayload(topics));
    }

    private static MqttUnsubscribeMessage unsubscribe(MqttUnsubscribeMessage packet) {
        List<String> topics =
                packet.payload().topics().stream().map(TopicSpelling::inside).toList();
        return new MqttUnsubscribeMessage(
                packet.fixedHeader(), packet.idAndPropertiesVariableHeader(), new MqttUnsubscribePayload(topics));
    }
}

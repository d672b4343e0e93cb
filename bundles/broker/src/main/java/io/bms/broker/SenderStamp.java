// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.broker.EmbeddedBroker;
import io.bms.api.log.OutsideText;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringPair;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Writes on each request which account, address and client id it came from (docs/wire.md, "Who sends"), in place of
 * whatever its client wrote there. Clients of MQTT 3.1.1, which has no such properties, have it written too.
 *
 * <p>Thread: the connection's of Netty.
 */
final class SenderStamp extends ChannelInboundHandlerAdapter {
    /** The names of the user properties (MQTT 5, 3.3.2.3.7). */
    private static final Set<String> OURS =
            Set.of(EmbeddedBroker.SENDER_PROPERTY, EmbeddedBroker.ADDRESS_PROPERTY, EmbeddedBroker.CLIENT_ID_PROPERTY);

    private final Doorman client;

    /** @param client who is signed in when the first request comes */
    SenderStamp(Doorman client) {
        this.client = client;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object packet) {
        boolean request = packet instanceof MqttPublishMessage publish
                && publish.decoderResult().isSuccess()
                && TopicTable.isRequest(publish.variableHeader().topicName());
        context.fireChannelRead(request ? stamped((MqttPublishMessage) packet) : packet);
    }

    /** The payload goes over as it is, with its reference count. */
    private MqttPublishMessage stamped(MqttPublishMessage packet) {
        MqttPublishVariableHeader header = packet.variableHeader();
        return new MqttPublishMessage(
                packet.fixedHeader(),
                new MqttPublishVariableHeader(header.topicName(), header.packetId(), stamped(header.properties())),
                packet.payload());
    }

    private MqttProperties stamped(MqttProperties sent) {
        MqttProperties properties = new MqttProperties();
        List<StringPair> pairs = new ArrayList<>();
        for (MqttProperty<?> property : sent.listAll()) {
            if (property instanceof UserProperties user) {
                user.value().stream().filter(pair -> !OURS.contains(pair.key)).forEach(pairs::add);
            } else {
                properties.add(property);
            }
        }
        pairs.add(new StringPair(EmbeddedBroker.SENDER_PROPERTY, client.account()));
        pairs.add(new StringPair(EmbeddedBroker.ADDRESS_PROPERTY, client.address()));
        pairs.add(new StringPair(EmbeddedBroker.CLIENT_ID_PROPERTY, OutsideText.of(client.clientId())));
        properties.add(new UserProperties(pairs));
        return properties;
    }
}

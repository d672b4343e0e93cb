// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.broker.EmbeddedBroker;
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
import java.util.function.Supplier;

/**
 * Writes on each request which account it came from (docs/wire.md, "Who sends"), in place of whatever its client wrote
 * there. Clients of MQTT 3.1.1, which has no such properties, have it written too.
 *
 * <p>Thread: the connection's of Netty.
 */
final class SenderStamp extends ChannelInboundHandlerAdapter {
    /** The name of the user property (MQTT 5, 3.3.2.3.7). */
    static final String PROPERTY = EmbeddedBroker.SENDER_PROPERTY;

    private final Supplier<String> account;

    /** @param account of the connection's client, once it is signed in */
    SenderStamp(Supplier<String> account) {
        this.account = account;
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
                user.value().stream().filter(pair -> !pair.key.equals(PROPERTY)).forEach(pairs::add);
            } else {
                properties.add(property);
            }
        }
        pairs.add(new StringPair(PROPERTY, account.get()));
        properties.add(new UserProperties(pairs));
        return properties;
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;

/**
 * Tells an MQTT 5 client how many of its messages may be under way. Artemis has a setting for that and
 * does not say it, so a client would think of 65,535 and could fill the memory with them.
 *
 * <p>Thread: the connection's of Netty.
 */
final class ReceiveMaximum extends ChannelOutboundHandlerAdapter {
    private final int messages;

    ReceiveMaximum(int messages) {
        this.messages = messages;
    }

    @Override
    public void write(ChannelHandlerContext context, Object packet, ChannelPromise promise) {
        if (packet instanceof MqttConnAckMessage answer) {
            MqttProperties properties = answer.variableHeader().properties();
            // a refusal, and any answer of MQTT 3, has this shared constant
            if (properties != MqttProperties.NO_PROPERTIES) {
                properties.add(new IntegerProperty(MqttPropertyType.RECEIVE_MAXIMUM.value(), messages));
            }
        }
        context.write(packet, promise);
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;

/**
 * Grants no session more than 24 days, which a CONNACK says (MQTT 5, 3.2.2.3.2). Artemis counts the
 * milliseconds in an int: a session of 25 days was lost at once, with what it had acknowledged. "Never", 0xFFFFFFFF,
 * is never.
 *
 * <p>Thread: the connection's of Netty.
 */
final class SessionExpiry extends ChannelDuplexHandler {
    static final int MOST_SECONDS = Integer.MAX_VALUE / 1_000;

    private static final int ID = MqttPropertyType.SESSION_EXPIRY_INTERVAL.value();
    private static final int NEVER = -1;

    private boolean cut;

    @Override
    public void channelRead(ChannelHandlerContext context, Object packet) {
        if (packet instanceof MqttConnectMessage connect && connect.variableHeader() != null) {
            cut = cut(connect.variableHeader().properties());
        } else if (packet instanceof MqttMessage other
                && other.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header) {
            cut(header.properties());
        }
        context.fireChannelRead(packet);
    }

    private static boolean cut(MqttProperties properties) {
        MqttProperty<?> wanted = properties.getProperty(ID);
        if (wanted == null) {
            return false;
        }
        int seconds = (Integer) wanted.value();
        boolean tooLong = seconds != NEVER && Integer.compareUnsigned(seconds, MOST_SECONDS) > 0;
        if (tooLong) {
            properties.add(new IntegerProperty(ID, MOST_SECONDS));
        }
        return tooLong;
    }

    @Override
    public void write(ChannelHandlerContext context, Object packet, ChannelPromise promise) {
        if (cut && packet instanceof MqttConnAckMessage answer) {
            MqttProperties properties = answer.variableHeader().properties();
            // a refusal has this shared constant
            if (properties != MqttProperties.NO_PROPERTIES) {
                properties.add(new IntegerProperty(ID, MOST_SECONDS));
            }
        }
        context.write(packet, promise);
    }
}

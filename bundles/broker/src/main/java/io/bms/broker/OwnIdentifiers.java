// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import java.util.List;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTSessionState.SubscriptionItem;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * Leaves on each copy of a message the Subscription Identifier of the subscription that it is for (MQTT 5, 3.3.4).
 * Where several of a client match, each has a copy of its own, and Artemis writes the identifiers of all of them on
 * every copy.
 *
 * <p>Thread: any; a copy is delivered and becomes a packet on one.
 */
final class OwnIdentifiers implements ActiveMQServerMessagePlugin, MQTTInterceptor {
    private static final int IDENTIFIER = MqttPropertyType.SUBSCRIPTION_IDENTIFIER.value();

    private final MQTTStateManager sessions;
    private final WildcardConfiguration wildcards;
    /** What is subscribed to, while a message is delivered. */
    private final ThreadLocal<SimpleString> delivering = new ThreadLocal<>();

    OwnIdentifiers(MQTTStateManager sessions, WildcardConfiguration wildcards) {
        this.sessions = sessions;
        this.wildcards = wildcards;
    }

    @Override
    public void beforeDeliver(ServerConsumer consumer, MessageReference reference) {
        delivering.set(consumer.getQueue().getAddress());
    }

    @Override
    public void afterDeliver(ServerConsumer consumer, MessageReference reference) {
        delivering.remove();
    }

    @Override
    public boolean intercept(MqttMessage packet, RemotingConnection connection) {
        SimpleString address = delivering.get();
        if (address != null && packet instanceof MqttPublishMessage publish) {
            keepOwn(publish.variableHeader().properties(), address.toString(), connection.getClientID());
        }
        return true;
    }

    /**
     * Leaves those of a shared subscription as they are, whose filter is not its address, and those that come while a
     * subscription begins, which Artemis notes only when it has sent what is retained.
     */
    private void keepOwn(MqttProperties properties, String address, String clientId) {
        // Netty's own list, not a copy
        List<? extends MqttProperty<?>> identifiers = identifiers(properties);
        if (!identifiers.isEmpty()) {
            subscription(address, clientId)
                    .ifPresent(own -> identifiers.removeIf(
                            identifier -> !identifier.value().equals(own.getId())));
        }
    }

    @SuppressWarnings("unchecked")
    private static List<? extends MqttProperty<?>> identifiers(MqttProperties properties) {
        return (List<? extends MqttProperty<?>>) properties.getProperties(IDENTIFIER);
    }

    private Optional<SubscriptionItem> subscription(String address, String clientId) {
        String filter = MQTTUtil.getMqttTopicFromCoreAddress(address, wildcards);
        return Optional.ofNullable(sessions.getSessionStates().get(clientId))
                .map(session -> session.getSubscriptionPlusID(filter));
    }
}

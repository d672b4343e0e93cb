// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * Lets what is being delivered to a subscription arrive before Artemis ends that subscription. Artemis closes
 * the consumer under a lock and waits there, for up to 30 s, until nothing is being delivered to it; but a delivery at QoS 0
 * needs that lock to be acknowledged. Who unsubscribed in that moment got no answer, and two of the broker's threads
 * stood still. Stopped without the lock, the delivery ends, and the closing finds nothing to wait for.
 *
 * <p>Thread: that on which Artemis handles the packets of the connection.
 */
final class QuietUnsubscribe implements MQTTInterceptor {
    private final ActiveMQServer server;

    QuietUnsubscribe(ActiveMQServer server) {
        this.server = server;
    }

    @Override
    public boolean intercept(MqttMessage packet, RemotingConnection connection) {
        if (packet instanceof MqttUnsubscribeMessage unsubscribe) {
            Set<String> queues = unsubscribe.payload().topics().stream()
                    .map(filter -> MQTTUtil.getCoreQueueFromMqttTopic(
                            filter,
                            connection.getClientID(),
                            server.getConfiguration().getWildcardConfiguration()))
                    .collect(Collectors.toSet());
            server.getSessions(connection.getID().toString()).stream()
                    .flatMap(session -> session.getServerConsumers().stream())
                    .filter(consumer ->
                            queues.contains(consumer.getQueue().getName().toString()))
                    .forEach(consumer -> consumer.setStarted(false));
        }
        return true;
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.BaseInterceptor;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTProtocolManager;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTProtocolManagerFactory;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTSessionState;
import org.apache.activemq.artemis.core.server.ActiveMQServer;

/**
 * MQTT as this broker speaks it. Given to the server by hand, so that nothing depends on which class
 * loader finds a service file.
 *
 * <p>Thread: bms-broker-lifecycle.
 */
final class MqttProtocol extends MQTTProtocolManagerFactory {
    static final int MAX_PACKET_BYTES = 4 * 1024 * 1024;
    static final int RECEIVE_MAXIMUM = 1_000;

    private static final int KEEP_ALIVE_SECONDS = 60;
    private static final int NEVER = -1;

    @Override
    @SuppressWarnings("rawtypes")
    public GuardedMqtt createProtocolManager(
            ActiveMQServer server,
            Map<String, Object> parameters,
            List<BaseInterceptor> incoming,
            List<BaseInterceptor> outgoing)
            throws Exception {
        MQTTProtocolManager mqtt =
                (MQTTProtocolManager) super.createProtocolManager(server, parameters, incoming, outgoing);
        // with aliases, a message sent again after a reconnect carries a dead one and is refused for ever
        mqtt.setTopicAliasMaximum(0)
                .setMaximumPacketSize(MAX_PACKET_BYTES)
                .setServerKeepAlive(KEEP_ALIVE_SECONDS)
                // MQTT 3.1.1 has no expiry: a session that is not clean lasts
                .setDefaultMqttSessionExpiryInterval(NEVER);
        mqtt.setDefaultMaximumInFlightPublishMessages(RECEIVE_MAXIMUM);
        // What a connection has until it is signed in. With an expiry of 0, whoever named the id of a session and had
        // not its password, or went away before that was checked, ended that session.
        MQTTSessionState.DEFAULT.setClientSessionExpiryInterval(NEVER);
        OwnIdentifiers identifiers = new OwnIdentifiers(
                mqtt.getStateManager(), server.getConfiguration().getWildcardConfiguration());
        server.registerBrokerPlugin(identifiers);
        GuardedMqtt guarded = new GuardedMqtt(mqtt, identifiers);
        guarded.updateInterceptors(incoming, outgoing);
        return guarded;
    }
}

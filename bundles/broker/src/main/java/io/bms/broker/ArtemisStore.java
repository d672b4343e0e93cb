// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTSessionState;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;

/**
 * Asks Artemis.
 *
 * <p>Thread: any.
 */
final class ArtemisStore implements Store {
    private final ActiveMQServer server;
    private final MQTTStateManager sessions;

    ArtemisStore(ActiveMQServer server, MQTTStateManager sessions) {
        this.server = server;
        this.sessions = sessions;
    }

    @Override
    public boolean knowsTopic(String topic) {
        return RetainedMessages.of(server).get(TopicSpelling.inside(topic)).isPresent()
                || server.getPostOffice().getAddressInfo(SimpleString.of(address(topic))) != null;
    }

    @Override
    public String address(String topic) {
        return MQTTUtil.getCoreAddressFromMqttTopic(
                TopicSpelling.inside(topic), server.getConfiguration().getWildcardConfiguration());
    }

    @Override
    public List<Known> sessions() {
        return sessions.getSessionStates().values().stream()
                .map(ArtemisStore::known)
                .toList();
    }

    private static Known known(MQTTSessionState state) {
        return new Known(
                TopicSpelling.outside(state.getClientId()),
                state.isAttached(),
                state.getSubscriptionsPlusID().size());
    }

    /** Found by the user that Artemis stores with each queue. */
    @Override
    public Optional<String> owner(String clientId) {
        String id = TopicSpelling.insideClientId(clientId);
        return filters(clientId).stream()
                .map(filter -> server.locateQueue(SimpleString.of(id + "." + address(filter))))
                .filter(Objects::nonNull)
                .map(Queue::getUser)
                .filter(Objects::nonNull)
                .map(SimpleString::toString)
                .findFirst();
    }

    @Override
    public Set<String> filters(String clientId) {
        MQTTSessionState state = sessions.getSessionStates().get(TopicSpelling.insideClientId(clientId));
        return state == null
                ? Set.of()
                : state.getSubscriptionsPlusID().keySet().stream()
                        .map(TopicSpelling::outside)
                        .collect(Collectors.toSet());
    }
}

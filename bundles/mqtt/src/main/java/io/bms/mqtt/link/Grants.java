// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * What a broker's CONNACK grants (MQTT 5, 3.2.2.3). Paho itself keeps to the Receive Maximum, the Topic Alias Maximum
 * and the Server Keep Alive. Shared subscriptions are not used, and Response Information is not asked for.
 *
 * @param maximumPacketSize in bytes
 * @param receiveMaximum how many messages of QoS 1 may be unacknowledged at a time
 * @param sessionExpiry how long the broker keeps the session of a client that is away
 * @param clientId the one that the broker has assigned, if it has
 */
public record Grants(
        long maximumPacketSize,
        int receiveMaximum,
        int maximumQos,
        boolean retain,
        boolean wildcards,
        boolean identifiers,
        boolean aliases,
        Duration sessionExpiry,
        Optional<Integer> keepAliveSeconds,
        Optional<String> clientId) {
    /** MQTT's own bound (MQTT 5, 1.5.5): what a remaining length can say, and the fixed header. */
    public static final long LARGEST_PACKET = 268_435_455 + 5;

    private static final int DEFAULT_RECEIVE_MAXIMUM = 65_535;
    /** A restart takes less. */
    private static final Duration SHORT_SESSION = Duration.ofMinutes(5);

    public Grants {
        Objects.requireNonNull(sessionExpiry, "sessionExpiry");
        Objects.requireNonNull(keepAliveSeconds, "keepAliveSeconds");
        Objects.requireNonNull(clientId, "clientId");
    }

    /** @param asked the session expiry that holds where the broker names no other */
    static Grants of(MqttProperties broker, Duration asked) {
        return new Grants(
                Objects.requireNonNullElse(broker.getMaximumPacketSize(), LARGEST_PACKET),
                Objects.requireNonNullElse(broker.getReceiveMaximum(), DEFAULT_RECEIVE_MAXIMUM),
                Objects.requireNonNullElse(broker.getMaximumQoS(), 2),
                broker.isRetainAvailable(),
                broker.isWildcardSubscriptionsAvailable(),
                broker.isSubscriptionIdentifiersAvailable(),
                Objects.requireNonNullElse(broker.getTopicAliasMaximum(), 0) > 0,
                Optional.ofNullable(broker.getSessionExpiryInterval())
                        .map(Duration::ofSeconds)
                        .orElse(asked),
                Optional.ofNullable(broker.getServerKeepAlive()),
                Optional.ofNullable(broker.getAssignedClientIdentifier()));
    }

    /** Something that the broker does not grant, and that an operator should know. */
    public record Concern(String code, String message) {
        public Concern {
            Objects.requireNonNull(code, "code");
            Objects.requireNonNull(message, "message");
        }
    }

    public List<Concern> concerns() {
        List<Concern> concerns = new ArrayList<>();
        if (!retain) {
            concerns.add(new Concern(
                    "mqtt_no_retain",
                    "the broker keeps no retained messages: who subscribes later sees neither status nor values until"
                            + " they are sent again; allow retained messages at the broker"));
        }
        if (maximumQos == 0) {
            concerns.add(new Concern(
                    "mqtt_no_qos_1",
                    "the broker takes messages at QoS 0 only: what is on its way when a connection breaks is lost;"
                            + " allow QoS 1 at the broker"));
        }
        if (sessionExpiry.compareTo(SHORT_SESSION) < 0) {
            concerns.add(new Concern(
                    "mqtt_short_session",
                    "the broker forgets a client that is away after " + sessionExpiry.toSeconds()
                            + " s: commands that are sent while the gateway restarts are lost;"
                            + " allow a session expiry of a day at the broker"));
        }
        return concerns;
    }

    /** A message as this broker takes it. */
    Outgoing asGranted(Outgoing message) {
        return message.at(Math.min(message.qos(), maximumQos), message.retained() && retain);
    }
}

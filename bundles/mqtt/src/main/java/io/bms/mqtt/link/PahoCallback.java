// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import io.bms.api.broker.EmbeddedBroker;
import io.bms.api.command.RemoteRequest.Sender;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns Paho's callbacks into a {@link Link.Listener}'s, until it is muted. Thread: Paho's; {@link #mute}: any. */
final class PahoCallback implements MqttCallback {
    private static final Logger LOG = LoggerFactory.getLogger(PahoCallback.class);
    /** The user properties of a proof (docs/wire.md, "Who sends"). */
    private static final String KEY = "bms-key";

    private static final String CODE = "bms-mac";

    private final AtomicReference<Link.Listener> listener;
    /** Held while Paho acknowledges: it must not be closed meanwhile. */
    private final Object acknowledging = new Object();

    private boolean muted;
    private final MqttAsyncClient client;

    /** @param client set to acknowledge only what it is told to */
    PahoCallback(Link.Listener listener, MqttAsyncClient client) {
        this.listener = new AtomicReference<>(listener);
        this.client = client;
    }

    void mute() {
        listener.set(null);
        synchronized (acknowledging) {
            muted = true;
        }
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        Link.Listener hearer = listener.get();
        if (hearer != null) {
            MqttProperties properties = message.getProperties();
            hearer.arrived(new Incoming(
                    topic,
                    message.getPayload(),
                    message.isRetained(),
                    Optional.ofNullable(properties.getResponseTopic()),
                    Optional.ofNullable(properties.getCorrelationData()),
                    properties.getSubscriptionIdentifiers(),
                    sender(properties),
                    proof(properties),
                    acknowledgement(message)));
        }
    }

    private static Optional<Sender> sender(MqttProperties properties) {
        return property(properties, EmbeddedBroker.SENDER_PROPERTY)
                .map(account -> new Sender(
                        account,
                        property(properties, EmbeddedBroker.ADDRESS_PROPERTY),
                        property(properties, EmbeddedBroker.CLIENT_ID_PROPERTY)));
    }

    /** One of the two alone is a proof that fails. */
    private static Optional<Incoming.Proof> proof(MqttProperties properties) {
        Optional<String> key = property(properties, KEY);
        Optional<String> code = property(properties, CODE);
        return key.isEmpty() && code.isEmpty()
                ? Optional.empty()
                : Optional.of(new Incoming.Proof(key.orElse(""), code.orElse("")));
    }

    private static Optional<String> property(MqttProperties properties, String name) {
        return properties.getUserProperties().stream()
                .filter(property -> property.getKey().equals(name))
                .map(UserProperty::getValue)
                .findFirst();
    }

    private Runnable acknowledgement(MqttMessage message) {
        int id = message.getId();
        int qos = message.getQos();
        AtomicBoolean done = new AtomicBoolean();
        return () -> {
            if (done.compareAndSet(false, true)) {
                acknowledge(id, qos);
            }
        };
    }

    private void acknowledge(int id, int qos) {
        synchronized (acknowledging) {
            if (muted) {
                return;
            }
            try {
                client.messageArrivedComplete(id, qos);
            } catch (MqttException e) {
                LOG.debug("not acknowledged, since the link is lost: {}", Reasons.words(e));
            }
        }
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        Link.Listener hearer = listener.getAndSet(null);
        if (hearer != null) {
            hearer.lost(Reasons.lost(response));
        }
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
        LOG.debug("MQTT: {}", Reasons.words(exception));
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
        // Each publish has an action of its own.
    }

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {
        // The opening thread waits for it.
    }

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {
        // No enhanced authentication is offered.
    }
}

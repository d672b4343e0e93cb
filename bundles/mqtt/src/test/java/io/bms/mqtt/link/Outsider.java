// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import io.bms.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;

/** Somebody else's MQTT client, that sees everything. */
public final class Outsider implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final MqttAsyncClient client;
    private final Queue<Incoming> seen = new ConcurrentLinkedQueue<>();

    public Outsider(int port) {
        this(port, "");
    }

    /** @param user one that needs no password; empty for none */
    public Outsider(int port, String user) {
        try {
            client = new MqttAsyncClient(
                    "tcp://127.0.0.1:" + port, UUID.randomUUID().toString(), new MemoryPersistence());
            client.setCallback(new PahoCallback(
                    new Link.Listener() {
                        @Override
                        public void arrived(Incoming message) {
                            seen.add(message);
                        }

                        @Override
                        public void lost(LinkException why) {
                            // The test stopped the broker.
                        }
                    },
                    client));
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setUseSubscriptionIdentifiers(false);
            if (!user.isEmpty()) {
                options.setUserName(user);
            }
            client.connect(options).waitForCompletion(10_000);
            MqttSubscription all = new MqttSubscription("#", 1);
            all.setRetainAsPublished(true);
            client.subscribe(new MqttSubscription[] {all}, null, null, new MqttProperties())
                    .waitForCompletion(10_000);
        } catch (MqttException e) {
            throw new AssertionError(e);
        }
    }

    public void publish(String topic, String payload) {
        publish(topic, payload, false, Optional.empty(), Optional.empty());
    }

    /** @param proof id of a token, and code */
    public void publishProven(String topic, String payload, Incoming.Proof proof) {
        MqttProperties properties = new MqttProperties();
        properties.setUserProperties(
                List.of(new UserProperty("bms-key", proof.key()), new UserProperty("bms-mac", proof.code())));
        publish(topic, payload, false, properties);
    }

    public void publish(
            String topic,
            String payload,
            boolean retained,
            Optional<String> responseTopic,
            Optional<byte[]> correlation) {
        MqttProperties properties = new MqttProperties();
        responseTopic.ifPresent(properties::setResponseTopic);
        correlation.ifPresent(properties::setCorrelationData);
        publish(topic, payload, retained, properties);
    }

    private void publish(String topic, String payload, boolean retained, MqttProperties properties) {
        try {
            client.publish(topic, new MqttMessage(payload.getBytes(StandardCharsets.UTF_8), 1, retained, properties))
                    .waitForCompletion(10_000);
        } catch (MqttException e) {
            throw new AssertionError(e);
        }
    }

    public static String text(Incoming message) {
        return new String(message.payload(), StandardCharsets.UTF_8);
    }

    public List<Incoming> on(String topic) {
        return seen.stream().filter(message -> message.topic().equals(topic)).toList();
    }

    public void forget() {
        seen.clear();
    }

    public Incoming await(String topic, String part) {
        return await(topic, message -> text(message).contains(part), part);
    }

    public Incoming awaitCleared(String topic) {
        return await(topic, message -> message.payload().length == 0, "nothing");
    }

    private Incoming await(String topic, Predicate<Incoming> condition, String what) {
        Await.until(() -> on(topic).stream().anyMatch(condition), PATIENCE, what + " on " + topic);
        return on(topic).stream().filter(condition).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        try {
            client.disconnectForcibly(0, 100, true);
            client.close(true);
        } catch (MqttException e) {
            throw new AssertionError(e);
        }
    }
}

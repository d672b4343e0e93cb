// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import javax.net.SocketFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;

/** An outside MQTT 5 client that keeps all it hears. */
public final class MqttProbe implements AutoCloseable, MqttCallback {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long WAIT_MS = 10_000;
    /** In which what arrived before the connection was lost has been handed on. */
    private static final long HANDED_ON_NANOS = 2_000_000_000L;

    private final MqttAsyncClient client;
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private volatile Optional<Loss> loss = Optional.empty();

    private record Loss(long nanos, String why) {}

    /** One message as it arrived. */
    public record Message(String topic, byte[] payload, int qos, boolean retained, byte[] correlation, long nanos) {
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            try {
                return payload.length == 0 ? JSON.createObjectNode() : JSON.readTree(payload);
            } catch (IOException e) {
                throw new UncheckedIOException(topic + ": " + text(), e);
            }
        }
    }

    private MqttProbe(MqttAsyncClient client) {
        this.client = client;
    }

    /** Connects, or fails. */
    public static MqttProbe connect(String uri, String user, String password) {
        try {
            return open(uri, user, password, "probe-" + UUID.randomUUID(), true, new PromptSockets());
        } catch (MqttException e) {
            throw new AssertionError(uri + ": " + e.getMessage(), e);
        }
    }

    /** Connects, or gives null. */
    public static MqttProbe tryConnect(String uri, String user, String password) {
        return tryConnect(uri, user, password, new PromptSockets());
    }

    /** Connects by sockets of another kind, such as those of TLS, or gives null. */
    public static MqttProbe tryConnect(String uri, String user, String password, SocketFactory sockets) {
        try {
            return open(uri, user, password, "probe-" + UUID.randomUUID(), true, sockets);
        } catch (MqttException e) {
            return null;
        }
    }

    /** Connects with a session that the broker keeps for an hour, subscriptions and messages included. */
    public static MqttProbe resume(String uri, String user, String password, String clientId) {
        try {
            return open(uri, user, password, clientId, false, new PromptSockets());
        } catch (MqttException e) {
            throw new AssertionError(uri + ": " + e.getMessage(), e);
        }
    }

    private static MqttProbe open(
            String uri, String user, String password, String clientId, boolean cleanStart, SocketFactory sockets)
            throws MqttException {
        MqttAsyncClient client = new MqttAsyncClient(uri, clientId, new MemoryPersistence());
        MqttProbe probe = new MqttProbe(client);
        client.setCallback(probe);
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(cleanStart);
        options.setSessionExpiryInterval(cleanStart ? 0L : 3600L);
        options.setConnectionTimeout(5);
        options.setReceiveMaximum(1000);
        options.setSocketFactory(sockets);
        if (user != null) {
            options.setUserName(user);
            if (password != null) {
                options.setPassword(password.getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            client.connect(options).waitForCompletion(WAIT_MS);
        } catch (MqttException e) {
            client.close(true);
            throw e;
        }
        return probe;
    }

    public void subscribe(String filter, int qos) {
        try {
            MqttSubscription subscription = new MqttSubscription(filter, qos);
            subscription.setRetainAsPublished(true);
            client.subscribe(subscription).waitForCompletion(WAIT_MS);
        } catch (MqttException e) {
            throw new AssertionError("subscribe " + filter, e);
        }
    }

    public void publish(String topic, String payload, int qos, boolean retained) {
        publish(topic, payload.getBytes(StandardCharsets.UTF_8), qos, retained, new MqttProperties());
    }

    public void publish(String topic, byte[] payload, int qos, boolean retained, MqttProperties properties) {
        try {
            MqttMessage message = new MqttMessage(payload, qos, retained, properties);
            client.publish(topic, message).waitForCompletion(WAIT_MS);
        } catch (MqttException e) {
            throw new AssertionError("publish to " + topic, e);
        }
    }

    /** Sends a command and waits for its last response. The body has no {@code command_id} yet. */
    public JsonNode command(String base, String name, String body, Duration limit) {
        String id = UUID.randomUUID().toString();
        return send(base, name, "{\"command_id\":\"" + id + "\"" + (body.isBlank() ? "" : "," + body) + "}", id, limit);
    }

    /** Sends a request as it is and waits for the last response whose Correlation Data is {@code correlation}. */
    public JsonNode send(String base, String name, String request, String correlation, Duration limit) {
        return send(base, name, request, correlation, limit, List.of());
    }

    /** The same with user properties. */
    public JsonNode send(
            String base, String name, String request, String correlation, Duration limit, List<UserProperty> user) {
        subscribe(base + "/command/" + name + "/response", 1);
        int from = messages.size();
        MqttProperties properties = new MqttProperties();
        properties.setUserProperties(user);
        properties.setCorrelationData(correlation.getBytes(StandardCharsets.UTF_8));
        publish(base + "/command/" + name + "/request", request.getBytes(StandardCharsets.UTF_8), 1, false, properties);
        return Await.some(
                () -> unlessLost(messages.stream()
                        .skip(from)
                        .filter(m -> m.topic().endsWith("/command/" + name + "/response"))
                        .filter(m -> m.correlation() != null
                                && correlation.equals(new String(m.correlation(), StandardCharsets.UTF_8)))
                        .map(Message::json)
                        .filter(json -> json.path("completed").asBoolean())
                        .findFirst()),
                limit,
                "a response to " + name + " " + head(request));
    }

    private static String head(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }

    /** Waits for the first message, of those heard so far or later, that {@code wanted} accepts. */
    public Message await(String what, Duration limit, Predicate<Message> wanted) {
        return Await.some(() -> unlessLost(first(wanted)), limit, what);
    }

    /** Waits for the next batch whose first sample is good. */
    public void awaitGoodSamples(String what, Duration limit) {
        awaitNext(
                what,
                limit,
                m -> m.topic().endsWith("/bulk")
                        && m.json()
                                .path("points")
                                .path(0)
                                .path("quality")
                                .asText()
                                .equals("good"));
    }

    /** Waits for a message that comes after now. */
    public Message awaitNext(String what, Duration limit, Predicate<Message> wanted) {
        int from = messages.size();
        return Await.some(
                () -> unlessLost(messages.stream().skip(from).filter(wanted).findFirst()), limit, what);
    }

    /** Waits until the newest message on {@code topic} is one that {@code wanted} accepts. */
    public Message awaitNewest(String what, Duration limit, String topic, Predicate<Message> wanted) {
        return Await.some(
                () -> unlessLost(messages.stream()
                        .filter(m -> m.topic().equals(topic))
                        .reduce((earlier, later) -> later)
                        .filter(wanted)),
                limit,
                what);
    }

    /** A probe does not reconnect: once its connection is lost, it waits for nothing more. */
    private <T> Optional<T> unlessLost(Optional<T> found) {
        Optional<Loss> lost = loss;
        if (found.isEmpty()
                && lost.isPresent()
                && System.nanoTime() - lost.get().nanos() > HANDED_ON_NANOS) {
            throw new AssertionError(
                    "the connection was lost meanwhile: " + lost.get().why());
        }
        return found;
    }

    private Optional<Message> first(Predicate<Message> wanted) {
        return messages.stream().filter(wanted).findFirst();
    }

    public List<Message> messages() {
        return List.copyOf(messages);
    }

    public void forget() {
        messages.clear();
    }

    /** Publishes at QoS 1 and does not wait; {@code done} hears whether the broker has it. */
    public void send(String topic, String payload, java.util.function.Consumer<Boolean> done) {
        try {
            client.publish(
                    topic,
                    new MqttMessage(payload.getBytes(StandardCharsets.UTF_8), 1, false, new MqttProperties()),
                    null,
                    new MqttActionListener() {
                        @Override
                        public void onSuccess(IMqttToken token) {
                            done.accept(true);
                        }

                        @Override
                        public void onFailure(IMqttToken token, Throwable exception) {
                            done.accept(false);
                        }
                    });
        } catch (MqttException e) {
            done.accept(false);
        }
    }

    /** Ends without a goodbye, as after the broker's death. */
    public void abandon() {
        try {
            client.disconnectForcibly(0, 1, false);
        } catch (MqttException e) {
            // It was down already.
        }
        try {
            client.close(true);
        } catch (MqttException e) {
            throw new AssertionError("close", e);
        }
    }

    public boolean connected() {
        return client.isConnected();
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        byte[] correlation =
                message.getProperties() == null ? null : message.getProperties().getCorrelationData();
        messages.add(new Message(
                topic, message.getPayload(), message.getQos(), message.isRetained(), correlation, System.nanoTime()));
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        loss = Optional.of(new Loss(System.nanoTime(), String.valueOf(response)));
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
        // Seen by whoever waits for the token.
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
        // Publishes wait for their token.
    }

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {
        // The first connect is waited for.
    }

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {
        // No enhanced authentication is used.
    }

    @Override
    public void close() {
        end(client, WAIT_MS);
    }

    /** Disconnects a client, if it is connected, and closes it. */
    public static void end(MqttAsyncClient client, long waitMs) {
        try {
            if (client.isConnected()) {
                client.disconnect().waitForCompletion(waitMs);
            }
            client.close(true);
        } catch (MqttException e) {
            throw new AssertionError("close", e);
        }
    }

    /** Parses a JSON text of a test's own. */
    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}

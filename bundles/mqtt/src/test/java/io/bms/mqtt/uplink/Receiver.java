// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bms.testkit.Arrivals;
import io.bms.testkit.Await;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.InflaterInputStream;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** The cloud's side, as docs/fleet.md tells it to be: ignores a batch that it has seen, and looks for gaps. */
final class Receiver implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MqttAsyncClient client;
    private final List<JsonNode> batches = new CopyOnWriteArrayList<>();
    private final List<JsonNode> snapshots = new CopyOnWriteArrayList<>();
    private final List<JsonNode> sites = new CopyOnWriteArrayList<>();
    private final List<JsonNode> statuses = new CopyOnWriteArrayList<>();
    private final List<String> responses = new CopyOnWriteArrayList<>();
    private final AtomicInteger arrived = new AtomicInteger();
    private final List<String> wrong = new CopyOnWriteArrayList<>();

    Receiver(int port) {
        try {
            client = new MqttAsyncClient("tcp://127.0.0.1:" + port, "receiver", new MemoryPersistence());
            client.setCallback(new Arrivals(this::arrived));
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setUseSubscriptionIdentifiers(false);
            client.connect(options).waitForCompletion(10_000);
            MqttSubscription all = new MqttSubscription("cloud/#", 1);
            client.subscribe(new MqttSubscription[] {all}, null, null, new MqttProperties())
                    .waitForCompletion(10_000);
        } catch (MqttException e) {
            throw new IllegalStateException(e);
        }
    }

    private void arrived(String topic, MqttMessage message) {
        arrived.incrementAndGet();
        try {
            if (topic.endsWith("/response")) {
                responses.add(topic + " " + new String(message.getPayload(), StandardCharsets.UTF_8));
                return;
            }
            if (topic.endsWith("/request") || topic.endsWith("/heartbeat")) {
                return;
            }
            if (topic.endsWith("/status/update")) {
                statuses.add(JSON.readTree(message.getPayload()));
                return;
            }
            if (topic.contains("/site/")) {
                sites.add(inflated(message));
                return;
            }
            MqttProperties properties = message.getProperties();
            if (!topic.equals("cloud/acme/hq/gw-1/bulk")
                    || !"application/json".equals(properties.getContentType())
                    || properties.getUserProperties().stream()
                            .noneMatch(property -> property.getKey().equals("content-encoding")
                                    && property.getValue().equals("deflate"))) {
                wrong.add(topic);
            }
            JsonNode bulk = inflated(message);
            (bulk.path("snapshot").asBoolean() ? snapshots : batches).add(bulk);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode inflated(MqttMessage message) throws IOException {
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(message.getPayload()))) {
            return JSON.readTree(in.readAllBytes());
        }
    }

    void publish(String topic, String payload) {
        publish(topic, payload, false);
    }

    void publishRetained(String topic, String payload) {
        publish(topic, payload, true);
    }

    private void publish(String topic, String payload, boolean retained) {
        try {
            client.publish(topic, payload.getBytes(StandardCharsets.UTF_8), 1, retained)
                    .waitForCompletion(10_000);
        } catch (MqttException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each with its topic before it. */
    List<String> responses() {
        return List.copyOf(responses);
    }

    /** Parts of what was told of the site. */
    List<JsonNode> sites() {
        return List.copyOf(sites);
    }

    List<JsonNode> statuses() {
        return List.copyOf(statuses);
    }

    /** Those that had not been seen before, by their number. */
    private TreeMap<Long, JsonNode> known() {
        Set<String> ids = new HashSet<>();
        TreeMap<Long, JsonNode> known = new TreeMap<>();
        for (JsonNode batch : batches) {
            if (ids.add(batch.get("batch_id").asText())) {
                known.put(batch.get("sequence").asLong(), batch);
            }
        }
        return known;
    }

    List<JsonNode> snapshots() {
        return List.copyOf(snapshots);
    }

    List<JsonNode> batches() {
        return List.copyOf(batches);
    }

    /** Values of one point's samples, by batch and then as they stand in it. */
    List<Integer> values() {
        List<Integer> values = new ArrayList<>();
        known().values().forEach(batch -> batch.get("points")
                .forEach(sample -> values.add(sample.get("value").asInt())));
        return values;
    }

    boolean hasNoGap() {
        TreeMap<Long, JsonNode> known = known();
        return known.isEmpty() || known.lastKey() == known.firstKey() + known.size() - 1;
    }

    /** Messages of any kind. */
    int arrived() {
        return arrived.get();
    }

    List<String> wrong() {
        return List.copyOf(wrong);
    }

    void awaitValues(int count) {
        Await.until(() -> values().size() >= count, PATIENCE, count + " values, there are " + values().size());
    }

    void awaitStatus(String text) {
        Await.until(
                () -> !statuses.isEmpty()
                        && statuses.get(statuses.size() - 1).toString().contains(text),
                PATIENCE,
                text);
    }

    @Override
    public void close() {
        try {
            client.disconnectForcibly(0, 1, false);
            client.close(true);
        } catch (MqttException e) {
            throw new IllegalStateException(e);
        }
    }
}

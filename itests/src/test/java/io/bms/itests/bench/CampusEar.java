// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.testkit.Arrivals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;

/** A client that hears so many points that it keeps little of each. */
final class CampusEar implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long WAIT_MS = 60_000;
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final MqttAsyncClient client;
    private final String base;
    private final Map<String, List<byte[]>> heard = new HashMap<>();
    /** When the newest sample was taken that each point's own topic had. */
    private final Map<String, Instant> points = new HashMap<>();

    private Instant since = Instant.MAX;
    private Instant first = Instant.MAX;
    private int fresh;
    private long bytes;

    CampusEar(Gateway gateway) {
        this(gateway.mqttUri(), gateway.base());
    }

    private CampusEar(String uri, String base) {
        this.base = base;
        try {
            client = new MqttAsyncClient(uri, "campus-" + UUID.randomUUID(), new MemoryPersistence());
            client.setCallback(new Arrivals(this::arrived));
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setUserName("admin");
            options.setPassword(Gateway.ADMIN_PASSWORD.getBytes(StandardCharsets.UTF_8));
            options.setReceiveMaximum(1_000);
            options.setConnectionTimeout((int) CONNECT.toSeconds());
            client.connect(options).waitForCompletion(WAIT_MS);
        } catch (MqttException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    /** One, if the broker listens yet. */
    static Optional<CampusEar> tried(Gateway gateway) {
        try {
            return Optional.of(new CampusEar(gateway));
        } catch (UncheckedIOException notYet) {
            return Optional.empty();
        }
    }

    /** @param topic below {@code B} */
    void hear(String topic, int qos) {
        try {
            client.subscribe(base + topic, qos).waitForCompletion(WAIT_MS);
        } catch (MqttException e) {
            throw new AssertionError(e);
        }
    }

    void hearPoints() {
        hear("/+/+", 1);
    }

    void publish(String topic, String payload) {
        try {
            client.publish(base + topic, payload.getBytes(StandardCharsets.UTF_8), 1, false)
                    .waitForCompletion(WAIT_MS);
        } catch (MqttException e) {
            throw new AssertionError(e);
        }
    }

    /** Thread: the client's. */
    private synchronized void arrived(String topic, MqttMessage message) {
        String below = topic.substring(base.length());
        bytes += message.getPayload().length;
        if (below.split("/").length == 3 && Character.isDigit(below.charAt(1))) {
            point(below, message.getPayload());
        } else {
            String last = below.substring(below.lastIndexOf('/'));
            heard.computeIfAbsent(last, any -> new ArrayList<>()).add(message.getPayload());
        }
    }

    private void point(String topic, byte[] payload) {
        Instant at = Instant.parse(json(payload).path("timestamp").asText());
        Instant before = points.put(topic, at);
        if (at.isAfter(since)) {
            first = at.isBefore(first) ? at : first;
            fresh += before == null || !before.isAfter(since) ? 1 : 0;
        }
    }

    /** From when on a sample is {@link #fresh}. Before points are heard. */
    synchronized void since(Instant when) {
        since = when;
    }

    /** How many points were heard of. */
    synchronized int points() {
        return points.size();
    }

    synchronized int fresh() {
        return fresh;
    }

    /** When the first fresh sample was taken. */
    synchronized Instant first() {
        return first;
    }

    /** Of all payloads. */
    synchronized long bytes() {
        return bytes;
    }

    /** Of topics with this last level. */
    synchronized List<byte[]> all(String last) {
        return List.copyOf(heard.getOrDefault(last, List.of()));
    }

    synchronized JsonNode newest(String last) {
        List<byte[]> all = heard.getOrDefault(last, List.of());
        return all.isEmpty() ? JSON.createObjectNode() : json(all.get(all.size() - 1));
    }

    private static JsonNode json(byte[] payload) {
        try {
            return JSON.readTree(payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        MqttProbe.end(client, WAIT_MS);
    }
}

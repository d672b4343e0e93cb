// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.testkit.Arrivals;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;

/** An outside subscriber to alarms and their events, which keeps little of each, so that many cost it little. */
final class AlarmEar implements AutoCloseable {
    private static final long WAIT_MS = 30_000;

    private final MqttAsyncClient client;
    private final Map<String, Long> firstNanos = new ConcurrentHashMap<>();
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final Set<Long> events = ConcurrentHashMap.newKeySet();
    /** How often each alarm was raised. */
    private final Map<String, Integer> onsets = new ConcurrentHashMap<>();
    /** Those that somebody need know of. */
    private final Set<String> announced = ConcurrentHashMap.newKeySet();

    private final AtomicLong newestOnsetNanos = new AtomicLong();

    private AlarmEar(MqttAsyncClient client) {
        this.client = client;
    }

    static AlarmEar listen(Gateway gateway) {
        return tryListen(gateway).orElseThrow(() -> new AssertionError("nobody listens at " + gateway.mqttUri()));
    }

    /** Empty while there is no broker. */
    static Optional<AlarmEar> tryListen(Gateway gateway) {
        try {
            MqttAsyncClient client =
                    new MqttAsyncClient(gateway.mqttUri(), "ear-" + UUID.randomUUID(), new MemoryPersistence());
            AlarmEar ear = new AlarmEar(client);
            client.setCallback(new Arrivals(ear::hear));
            return ear.connect(gateway.base()) ? Optional.of(ear) : Optional.empty();
        } catch (MqttException e) {
            throw new AssertionError(gateway.mqttUri(), e);
        }
    }

    private boolean connect(String base) throws MqttException {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName("admin");
        options.setPassword(Gateway.ADMIN_PASSWORD.getBytes(StandardCharsets.UTF_8));
        options.setReceiveMaximum(1000);
        try {
            client.connect(options).waitForCompletion(WAIT_MS);
            client.subscribe(base + "/alarm_event", 1).waitForCompletion(WAIT_MS);
            client.subscribe(base + "/alarm/+", 1).waitForCompletion(WAIT_MS);
            return true;
        } catch (MqttException e) {
            client.close(true);
            return false;
        }
    }

    private void hear(String topic, MqttMessage message) {
        long now = System.nanoTime();
        if (topic.endsWith("/alarm_event")) {
            hearEvent(MqttProbe.json(new String(message.getPayload(), StandardCharsets.UTF_8)), now);
            return;
        }
        String id = topic.substring(topic.lastIndexOf('/') + 1);
        if (message.getPayload().length == 0) {
            open.remove(id);
        } else {
            open.add(id);
            firstNanos.putIfAbsent(id, now);
        }
    }

    private void hearEvent(JsonNode event, long now) {
        boolean isNew = events.add(event.path("event_id").asLong());
        String id = event.path("alarm_id").asText();
        if (isNew && event.path("event_type").asText().equals("raised")) {
            onsets.merge(id, 1, Integer::sum);
            newestOnsetNanos.set(now);
        }
        boolean tells = event.path("event_type").asText().matches("raised|released");
        if (tells && !event.path("quiet").asBoolean()) {
            announced.add(id);
        }
    }

    /** When the record of this alarm came first. */
    OptionalLong firstNanos(String id) {
        Long nanos = firstNanos.get(id);
        return nanos == null ? OptionalLong.empty() : OptionalLong.of(nanos);
    }

    Set<String> open() {
        return open;
    }

    Map<String, Integer> onsets() {
        return onsets;
    }

    Set<String> announced() {
        return announced;
    }

    long newestOnsetNanos() {
        return newestOnsetNanos.get();
    }

    @Override
    public void close() {
        MqttProbe.end(client, WAIT_MS);
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug;

import io.bms.api.connection.MqttConnection;
import io.bms.api.connection.MqttConnector;
import io.bms.api.connection.MqttMessage;
import io.bms.api.connection.MqttTarget;
import io.bms.mqtt.link.LinkConnector;
import io.bms.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.eclipse.tahu.message.SparkplugBPayloadDecoder;
import org.eclipse.tahu.message.SparkplugBPayloadEncoder;
import org.eclipse.tahu.message.model.Metric;
import org.eclipse.tahu.message.model.Metric.MetricBuilder;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.message.model.SparkplugBPayload;
import org.eclipse.tahu.model.MetricDataTypeMap;

/** A host application whose payloads are read and written by Eclipse Tahu. */
final class TahuHost implements MqttConnector.Listener, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final MetricDataTypeMap types = new MetricDataTypeMap();
    private final List<Exception> unreadable = new CopyOnWriteArrayList<>();
    private final MqttConnection connection;

    /** @param bytes of the payload */
    record Heard(String topic, SparkplugBPayload payload, int bytes, boolean retained) {
        String type() {
            return topic.split("/")[2];
        }

        Metric metric(String name) {
            return payload.getMetrics().stream()
                    .filter(metric -> name.equals(metric.getName()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(topic + " has no " + name + ": " + payload));
        }
    }

    TahuHost(int port, String clientId) {
        try {
            connection = new LinkConnector()
                    .connect(
                            new MqttTarget(
                                    "127.0.0.1",
                                    port,
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    clientId,
                                    new MqttMessage("host/will", new byte[0], 0, false)),
                            this);
            connection.subscribe("spBv1.0/+/+/#");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void arrived(MqttMessage message) {
        if (message.topic().startsWith("spBv1.0/STATE/") || message.topic().contains("CMD/")) {
            return;
        }
        try {
            SparkplugBPayload payload = new SparkplugBPayloadDecoder().buildFromByteArray(message.payload(), types);
            if (message.topic().contains("BIRTH/")) {
                for (Metric metric : payload.getMetrics()) {
                    types.addMetricDataType(metric.getName(), metric.getDataType());
                    if (metric.hasAlias()) {
                        types.addMetricDataType(metric.getAlias(), metric.getDataType());
                    }
                }
            }
            heard.add(new Heard(message.topic(), payload, message.payload().length, message.retained()));
        } catch (Exception e) {
            unreadable.add(new Exception(message.topic(), e));
        }
    }

    @Override
    public void lost(String why) {
        // The test ends by itself.
    }

    List<Heard> heard() {
        if (!unreadable.isEmpty()) {
            throw new AssertionError("Tahu cannot read it", unreadable.get(0));
        }
        return new ArrayList<>(heard);
    }

    List<Heard> heard(String type) {
        return heard().stream().filter(message -> message.type().equals(type)).toList();
    }

    /** The message of that type with that number, the first is 0. */
    Heard await(String type, int number) {
        Await.until(() -> heard(type).size() > number, PATIENCE, type + " " + number);
        return heard(type).get(number);
    }

    Heard await(String type, String what, Predicate<Heard> condition) {
        Await.until(() -> heard(type).stream().anyMatch(condition), PATIENCE, what);
        return heard(type).stream().filter(condition).findFirst().orElseThrow();
    }

    void state(String host, boolean online, long timestamp) {
        publish(
                "spBv1.0/STATE/" + host,
                ("{\"online\":" + online + ",\"timestamp\":" + timestamp + "}").getBytes(StandardCharsets.UTF_8),
                true);
    }

    void rebirth(String group, String node) {
        publish(
                "spBv1.0/" + group + "/NCMD/" + node,
                encoded(Instant.now(), named("Node Control/Rebirth", MetricDataType.Boolean, true)),
                false);
    }

    /** Writes a metric of a device by its alias, as the specification wants it. */
    void write(String group, String node, String device, long alias, MetricDataType type, Object value, Instant at) {
        try {
            Metric metric = new MetricBuilder(alias, type, value)
                    .timestamp(Date.from(at))
                    .createMetric();
            publish("spBv1.0/" + group + "/DCMD/" + node + "/" + device, encoded(at, metric), false);
        } catch (org.eclipse.tahu.SparkplugInvalidTypeException e) {
            throw new AssertionError(e);
        }
    }

    private static Metric named(String name, MetricDataType type, Object value) {
        try {
            return new MetricBuilder(name, type, value).createMetric();
        } catch (org.eclipse.tahu.SparkplugInvalidTypeException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] encoded(Instant at, Metric metric) {
        try {
            return new SparkplugBPayloadEncoder()
                    .getBytes(new SparkplugBPayload(Date.from(at), List.of(metric)), false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void publish(String topic, byte[] payload, boolean retained) {
        try {
            connection.publish(new MqttMessage(topic, payload, 1, retained), said -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}

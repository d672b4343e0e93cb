package io.bms.mqtt;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One message that arrived.
 *
 * @param subscriptions identifiers of the subscriptions that it arrived by, where those have any
 */
record Incoming(
        String topic,
        byte[] payload,
        boolean retained,
        Optional<String> responseTopic,
        Optional<byte[]> correlation,
        List<Integer> subscriptions) {
    Incoming {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(responseTopic, "responseTopic");
        Objects.requireNonNull(correlation, "correlation");
        subscriptions = List.copyOf(subscriptions);
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/**
 * One message to publish; QoS and retain are fixed by docs/wire.md for each topic.
 *
 * @param deflated the payload is deflated (RFC 9110, 8.4.1.2), which the message says
 */
public record Outgoing(
        String topic, byte[] payload, int qos, boolean retained, Optional<byte[]> correlation, boolean deflated) {
    private static final int MAX_HEADER = 5;
    private static final int MAX_LENGTH = 4;
    private static final int TEXT = 2;
    private static final int PACKET_ID = 2;
    private static final int ALIAS = 3;
    private static final int PROPERTY = 3;
    /** Content Type and the user property of the content coding, at most. */
    private static final int CODING = 64;

    static final String CONTENT_TYPE = "application/json";
    static final String ENCODING = "content-encoding";
    static final String DEFLATE = "deflate";

    public Outgoing {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(correlation, "correlation");
    }

    /** The latest of something: a point's value, the status. */
    public static Outgoing retained(String topic, byte[] payload) {
        return new Outgoing(topic, payload, 1, true, Optional.empty(), false);
    }

    /** Takes away what is retained. */
    public static Outgoing clear(String topic) {
        return retained(topic, new byte[0]);
    }

    /** Sent once, to whoever listens. */
    public static Outgoing transitory(String topic, byte[] payload) {
        return new Outgoing(topic, payload, 0, false, Optional.empty(), false);
    }

    /** Samples that go out late, and must arrive. */
    public static Outgoing late(String topic, byte[] payload) {
        return new Outgoing(topic, payload, 1, false, Optional.empty(), false);
    }

    /** The same, of JSON that the payload is the deflated form of. */
    public static Outgoing deflated(String topic, byte[] payload) {
        return new Outgoing(topic, payload, 1, false, Optional.empty(), true);
    }

    /** The same at another QoS, or not retained. */
    public Outgoing at(int otherQos, boolean keep) {
        return otherQos == qos && keep == retained
                ? this
                : new Outgoing(topic, payload, otherQos, keep, correlation, deflated);
    }

    /** The same to another topic. */
    public Outgoing to(String otherTopic) {
        return new Outgoing(otherTopic, payload, qos, retained, correlation, deflated);
    }

    /** Upper bound of the bytes of its PUBLISH packet (MQTT 5, 3.3), whether it has a topic alias or not. */
    public long packetSize() {
        int topicBytes = topic.getBytes(StandardCharsets.UTF_8).length;
        int properties = ALIAS + correlation.map(data -> PROPERTY + data.length).orElse(0) + (deflated ? CODING : 0);
        return MAX_HEADER + TEXT + topicBytes + PACKET_ID + MAX_LENGTH + properties + (long) payload.length;
    }

    /** Answers a request. */
    public static Outgoing response(String topic, byte[] payload, Optional<byte[]> correlation) {
        return new Outgoing(topic, payload, 1, false, correlation, false);
    }
}

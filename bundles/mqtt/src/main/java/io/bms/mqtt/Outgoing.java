// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import java.util.Objects;
import java.util.Optional;

/** One message to publish; QoS and retain are fixed by docs/wire.md for each topic. */
record Outgoing(String topic, byte[] payload, int qos, boolean retained, Optional<byte[]> correlation) {
    Outgoing {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(correlation, "correlation");
    }

    /** The latest of something: a point's value, the status. */
    static Outgoing retained(String topic, byte[] payload) {
        return new Outgoing(topic, payload, 1, true, Optional.empty());
    }

    /** Takes away what is retained. */
    static Outgoing clear(String topic) {
        return retained(topic, new byte[0]);
    }

    /** Sent once, to whoever listens. */
    static Outgoing transitory(String topic, byte[] payload) {
        return new Outgoing(topic, payload, 0, false, Optional.empty());
    }

    /** Samples that go out late, and must arrive. */
    static Outgoing late(String topic, byte[] payload) {
        return new Outgoing(topic, payload, 1, false, Optional.empty());
    }

    /** Answers a request. */
    static Outgoing response(String topic, byte[] payload, Optional<byte[]> correlation) {
        return new Outgoing(topic, payload, 1, false, correlation);
    }
}

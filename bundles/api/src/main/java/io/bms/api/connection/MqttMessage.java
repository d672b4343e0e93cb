// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.connection;

import java.util.Objects;

/**
 * A message to publish, or one that arrived.
 *
 * @param payload not to be changed
 * @param qos 0 or 1
 * @param retained of one that arrived: the broker had kept it
 */
public record MqttMessage(String topic, byte[] payload, int qos, boolean retained) {
    public MqttMessage {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(payload, "payload");
        if (qos < 0 || qos > 1) {
            throw new IllegalArgumentException("QoS " + qos + " is not used; use 0 or 1");
        }
    }
}

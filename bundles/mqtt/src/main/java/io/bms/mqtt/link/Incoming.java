// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import io.bms.api.command.RemoteRequest.Sender;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One message that arrived.
 *
 * @param subscriptions identifiers of the subscriptions that it arrived by, where those have any
 * @param sender who the message says it comes from, which only the embedded broker proves
 * @param proof by which it says whose it is, whatever the broker says
 * @param acknowledge to be run once the process may die without its being lost: the broker, which would deliver it
 *     again, then forgets it. From any thread; returns at once; does nothing the second time, or when the link is lost
 */
public record Incoming(
        String topic,
        byte[] payload,
        boolean retained,
        Optional<String> responseTopic,
        Optional<byte[]> correlation,
        List<Integer> subscriptions,
        Optional<Sender> sender,
        Optional<Proof> proof,
        Runnable acknowledge) {
    /**
     * Not checked.
     *
     * @param key the id of a token
     * @param code HMAC-SHA256, in hexadecimal digits
     */
    public record Proof(String key, String code) {
        public Proof {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(code, "code");
        }
    }

    public Incoming {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(responseTopic, "responseTopic");
        Objects.requireNonNull(correlation, "correlation");
        Objects.requireNonNull(sender, "sender");
        Objects.requireNonNull(proof, "proof");
        Objects.requireNonNull(acknowledge, "acknowledge");
        subscriptions = List.copyOf(subscriptions);
    }
}

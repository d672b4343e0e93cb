// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import io.bms.mqtt.link.Incoming;
import io.bms.wire.RequestDecoder;
import io.bms.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * Topics at an uplink's broker: the gateway's own, below another prefix.
 *
 * @param prefix takes the place of {@code iot/global}
 */
record UplinkTopics(Topics own, String prefix) {
    private static final String OWN_PREFIX = "iot/global";

    UplinkTopics {
        Objects.requireNonNull(own, "own");
        Objects.requireNonNull(prefix, "prefix");
    }

    /** What is called {@code topic} in docs/wire.md, as it is called there. */
    String there(String topic) {
        return prefix + topic.substring(OWN_PREFIX.length());
    }

    /** What {@link #there} gave, as docs/wire.md calls it; any other topic as it is. */
    String here(String topic) {
        return topic.startsWith(prefix + "/") ? OWN_PREFIX + topic.substring(prefix.length()) : topic;
    }

    /** A message as it would have come to the gateway's own session. */
    Incoming here(Incoming message) {
        return new Incoming(
                here(message.topic()),
                message.payload(),
                message.retained(),
                message.responseTopic().map(this::here),
                message.correlation(),
                message.subscriptions(),
                message.sender(),
                message.proof(),
                message.acknowledge());
    }

    String bulk() {
        return there(own.bulk());
    }

    String status() {
        return there(own.status());
    }

    String site(int part) {
        return there(own.site(part));
    }

    /** Only the gateway's own session publishes it, so it comes here only if somebody brings it here. */
    String heartbeat() {
        return there(own.heartbeat());
    }

    /** Of all commands. */
    List<String> requests() {
        return RequestDecoder.COMMANDS.stream()
                .map(own::request)
                .map(this::there)
                .sorted()
                .toList();
    }

    /** Bytes of the longest topic that is used. */
    int longest() {
        return requests().stream()
                .mapToInt(topic -> topic.getBytes(StandardCharsets.UTF_8).length)
                .max()
                .orElse(0);
    }
}

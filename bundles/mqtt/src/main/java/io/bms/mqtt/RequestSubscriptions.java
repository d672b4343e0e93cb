// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.mqtt.link.Delivery;
import io.bms.mqtt.link.Incoming;
import io.bms.mqtt.link.Link;
import io.bms.mqtt.link.LinkException;
import io.bms.wire.RequestDecoder;
import io.bms.wire.Topics;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscriptions to requests of one connection: one for each command, one for each request to all gateways of the
 * site, and one with a wildcard, so that a command that does not exist is answered too. The commands' own are there
 * since not every broker keeps the retain flag of what arrives by a wildcard (Artemis does not), and a retained request
 * must be known as one.
 *
 * <p>A request may then arrive twice, and is to be handled once. Mosquitto and the embedded broker say of each
 * copy which subscription it arrived by; Artemis by itself says both of both; others send one copy and say both. Where
 * both are said, the second of two equal messages within a second is taken for the copy of the first. Thread: Paho's.
 */
final class RequestSubscriptions {
    private static final Logger LOG = LoggerFactory.getLogger(RequestSubscriptions.class);
    private static final int COMMAND = 1;
    private static final int WILDCARD = 2;
    private static final Duration COPY_WITHIN = Duration.ofSeconds(1);

    private record Seen(
            String topic, ByteBuffer payload, Optional<String> responseTopic, Optional<ByteBuffer> correlation) {}

    private final Clock clock;
    private final Map<Seen, Instant> awaitingCopy = new HashMap<>();

    RequestSubscriptions(Clock clock) {
        this.clock = clock;
    }

    /**
     * Where copies cannot be told apart, or wildcards are not allowed, only to the commands: better no answer than two.
     *
     * @return the filters that the broker refuses, with its reasons
     */
    static Map<String, Delivery.Refused> subscribe(Link link, Topics topics) throws LinkException {
        List<String> filters = Stream.concat(
                        RequestDecoder.COMMANDS.stream().map(topics::request), topics.siteRequests().keySet().stream())
                .sorted()
                .toList();
        Map<String, Delivery.Refused> refused = new LinkedHashMap<>(link.subscribeLive(filters, COMMAND));
        if (link.grants().identifiers() && link.grants().wildcards()) {
            // Without it unknown commands have no answer, and that is all.
            link.subscribeLive(List.of(topics.requestFilter()), WILDCARD)
                    .forEach((filter, why) -> LOG.info("requests of unknown commands are not heard: {}", why.reason()));
        }
        return refused;
    }

    /** False for a copy of a request that is handled anyway. */
    boolean isToBeHandled(String command, Incoming message) {
        boolean byCommand = message.subscriptions().contains(COMMAND);
        boolean byWildcard = message.subscriptions().contains(WILDCARD);
        if (!byWildcard || !RequestDecoder.COMMANDS.contains(command)) {
            return true;
        }
        return byCommand && !isCopy(message);
    }

    private boolean isCopy(Incoming message) {
        Instant now = clock.instant();
        awaitingCopy.values().removeIf(seen -> now.isAfter(seen.plus(COPY_WITHIN)));
        Seen seen = new Seen(
                message.topic(),
                ByteBuffer.wrap(message.payload()),
                message.responseTopic(),
                message.correlation().map(ByteBuffer::wrap));
        if (awaitingCopy.remove(seen) != null) {
            return true;
        }
        awaitingCopy.put(seen, now);
        return false;
    }
}

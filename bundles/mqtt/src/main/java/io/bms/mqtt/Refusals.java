// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.status.StatusItem;
import io.bms.mqtt.link.Delivery;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the broker refuses, for the status and the log: a topic until it is taken, or until nobody has tried for
 * {@link #FORGOTTEN}. Of each kind of reason the first is a WARN, the others are DEBUG. Thread: any.
 */
final class Refusals {
    private static final Duration FORGOTTEN = Duration.ofMinutes(30);
    private static final int MOST = 20_000;
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private record Refused(String reason, Instant since, Instant last) {}

    private final Clock clock;
    private final Map<String, Refused> topics = new LinkedHashMap<>();
    private final Map<String, Refused> filters = new LinkedHashMap<>();

    Refusals(Clock clock) {
        this.clock = clock;
    }

    /** A publication is not taken. */
    synchronized void refused(String topic, Delivery.Refused why) {
        add(topics, topic, why.reason(), "the broker does not take what is published on {}: {}");
    }

    /** Subscriptions are not taken, in place of what was said before. */
    synchronized void subscriptions(Map<String, Delivery.Refused> refused) {
        filters.keySet().retainAll(refused.keySet());
        refused.forEach(
                (filter, why) -> add(filters, filter, why.reason(), "the broker refuses the subscription to {}: {}"));
    }

    synchronized boolean hasSubscriptions() {
        return !filters.isEmpty();
    }

    private void add(Map<String, Refused> to, String key, String reason, String words) {
        Instant now = clock.instant();
        Refused before = to.get(key);
        if (to.values().stream().noneMatch(other -> other.reason().equals(reason))) {
            LOG.warn(words, key, reason);
        } else {
            LOG.debug(words, key, reason);
        }
        if (before != null || to.size() < MOST) {
            to.put(key, new Refused(reason, before == null ? now : before.since(), now));
        }
    }

    /** A publication is taken. */
    synchronized void taken(String topic) {
        if (!topics.isEmpty() && topics.remove(topic) != null && topics.isEmpty()) {
            LOG.info("the broker takes all that is published again");
        }
    }

    synchronized Stream<StatusItem.Problem> problems() {
        Instant forgotten = clock.instant().minus(FORGOTTEN);
        topics.values().removeIf(refused -> refused.last().isBefore(forgotten));
        return Stream.of(
                        problem(topics, "mqtt_publish_refused", "the broker does not take what is published on "),
                        problem(filters, "mqtt_subscribe_refused", "the broker refuses the subscription to "))
                .flatMap(Optional::stream);
    }

    /** Without a count, which would make it another problem each second. */
    private static Optional<StatusItem.Problem> problem(Map<String, Refused> refused, String code, String words) {
        return refused.entrySet().stream().findFirst().map(first -> {
            String others = refused.size() == 1 ? "" : " and other topics";
            return new StatusItem.Problem(
                    code,
                    words + first.getKey() + others + ": " + first.getValue().reason(),
                    first.getValue().since());
        });
    }
}

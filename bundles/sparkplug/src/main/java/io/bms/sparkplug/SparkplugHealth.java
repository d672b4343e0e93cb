// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug;

import io.bms.api.status.StatusItem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the session is, for the status, the shell and the log: changes at INFO and WARN, repeats at DEBUG. Thread: any.
 */
final class SparkplugHealth {
    /** A connection, or a primary host, that is back sooner is no problem. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(SparkplugHealth.class);

    private final Clock clock;
    private Optional<String> connected = Optional.empty();
    private Instant since;
    private Optional<String> failure = Optional.empty();
    private Optional<Instant> hostAway = Optional.empty();
    private Optional<StatusItem.Problem> refused = Optional.empty();
    private final List<StatusItem.Problem> lasting = new ArrayList<>();

    SparkplugHealth(Clock clock) {
        this.clock = clock;
        this.since = clock.instant();
    }

    synchronized void connected(String endpoint) {
        LOG.info("Sparkplug: connected to {}", endpoint);
        connected = Optional.of(endpoint);
        failure = Optional.empty();
        refused = Optional.empty();
        since = clock.instant();
    }

    synchronized void failed(String why) {
        if (connected.isPresent() || failure.isEmpty()) {
            LOG.warn("Sparkplug: {}; trying again", why);
        } else {
            LOG.debug("Sparkplug: {}", why);
        }
        if (connected.isPresent()) {
            connected = Optional.empty();
            since = clock.instant();
        }
        failure = Optional.of(why);
    }

    /** The gateway itself has ended the connection. */
    synchronized void left() {
        connected = Optional.empty();
        since = clock.instant();
    }

    synchronized void host(boolean there) {
        if (there && hostAway.isPresent()) {
            LOG.info("Sparkplug: the primary host is there");
            hostAway = Optional.empty();
        } else if (!there && hostAway.isEmpty()) {
            LOG.info("Sparkplug: the primary host is not there; nothing is sent until it is");
            hostAway = Optional.of(clock.instant());
        }
    }

    /** Something that the configuration alone is the cause of. */
    synchronized void warn(String code, String message) {
        LOG.warn("Sparkplug: {}", message);
        lasting.add(new StatusItem.Problem(code, "Sparkplug: " + message, clock.instant()));
    }

    synchronized void refused(String topic, String reason) {
        if (refused.isEmpty()) {
            LOG.warn("Sparkplug: the broker does not take {}: {}", topic, reason);
            refused = Optional.of(new StatusItem.Problem(
                    "sparkplug_refused",
                    "Sparkplug: the broker does not take " + topic + ": " + reason
                            + "; allow this client to publish there, or larger packets",
                    clock.instant()));
        }
    }

    synchronized List<StatusItem> problems() {
        List<StatusItem> problems = new ArrayList<>(lasting);
        refused.ifPresent(problems::add);
        Instant now = clock.instant();
        if (connected.isEmpty() && !now.isBefore(since.plus(PATIENCE))) {
            failure.ifPresent(why -> problems.add(new StatusItem.Problem(
                    "sparkplug_down", "Sparkplug: " + why + "; what is read is told afterwards", since)));
        }
        hostAway.filter(away -> !now.isBefore(away.plus(PATIENCE)))
                .ifPresent(away -> problems.add(new StatusItem.Problem(
                        "sparkplug_host_away",
                        "Sparkplug: the primary host is not there, so nothing is sent; start it, or change"
                                + " primaryHostId in io.bms.sparkplug.cfg",
                        away)));
        return problems;
    }

    synchronized Optional<String> connection() {
        return connected;
    }

    synchronized Instant since() {
        return since;
    }

    synchronized Optional<String> failure() {
        return failure;
    }
}

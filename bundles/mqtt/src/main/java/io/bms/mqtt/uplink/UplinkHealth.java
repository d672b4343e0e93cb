// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import io.bms.api.status.StatusItem;
import io.bms.mqtt.link.Grants;
import io.bms.mqtt.link.LinkException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How an uplink is, for the status, the shell and the log: changes at INFO and WARN, repeats at DEBUG. Thread: any. */
final class UplinkHealth {
    /** A connection that is back sooner is no problem. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(UplinkHealth.class);

    private final String name;
    private final Clock clock;
    private Optional<String> connected = Optional.empty();
    private Instant since;
    private Optional<String> failure = Optional.empty();
    private Optional<StatusItem.Problem> refused = Optional.empty();
    private Optional<StatusItem.Problem> refusedSite = Optional.empty();
    private Optional<StatusItem.Problem> disk = Optional.empty();
    private Optional<StatusItem.Problem> loop = Optional.empty();
    private Optional<StatusItem.Problem> budget = Optional.empty();
    private Optional<StatusItem.Problem> grant = Optional.empty();
    private final List<StatusItem.Problem> lasting = new ArrayList<>();

    UplinkHealth(String name, Clock clock) {
        this.name = name;
        this.clock = clock;
        this.since = clock.instant();
    }

    synchronized void connected(String endpoint) {
        LOG.info("uplink {}: connected to {}", name, endpoint);
        connected = Optional.of(endpoint);
        failure = Optional.empty();
        since = clock.instant();
    }

    synchronized void failed(LinkException why) {
        if (connected.isPresent() || failure.isEmpty()) {
            LOG.warn("uplink {}: {}; trying again", name, why.getMessage());
        } else {
            LOG.debug("uplink {}: {}", name, why.getMessage());
        }
        if (connected.isPresent()) {
            connected = Optional.empty();
            since = clock.instant();
        }
        failure = Optional.of(why.getMessage());
    }

    /** Something that the configuration alone is the cause of. */
    synchronized void warn(String code, String message) {
        LOG.warn("uplink {}: {}", name, message);
        lasting.add(problem(code, message));
    }

    synchronized void taken() {
        refused = Optional.empty();
    }

    synchronized void refused(String reason) {
        if (refused.isEmpty()) {
            refused = Optional.of(refusal("a batch", reason));
        }
    }

    /** The site is told anew. */
    synchronized void tellsSite() {
        refusedSite = Optional.empty();
    }

    synchronized void refusedSite(String reason) {
        if (refusedSite.isEmpty()) {
            refusedSite = Optional.of(refusal("what is told of the site", reason));
        }
    }

    private StatusItem.Problem refusal(String what, String reason) {
        LOG.warn("uplink {}: the broker does not take {}: {}", name, what, reason);
        return problem(
                "uplink_refused",
                "the broker does not take " + what + ": " + reason
                        + "; allow this client to publish there, or larger packets");
    }

    synchronized void diskTakes() {
        disk = Optional.empty();
    }

    synchronized void diskRefuses(String reason) {
        if (disk.isEmpty()) {
            LOG.warn("uplink {}: {}", name, reason);
            disk = Optional.of(problem("uplink_disk", "samples cannot be kept: " + reason));
        }
    }

    /** The broker brings the gateway's own messages. */
    synchronized void loops() {
        connected = Optional.empty();
        since = clock.instant();
        failure = Optional.of("the broker brings the gateway's own messages");
        if (loop.isEmpty()) {
            loop = Optional.of(problem(
                    "uplink_loop",
                    "its broker brings what the gateway publishes at its own broker, so both are one, or a bridge"
                            + " connects them; the uplink is stopped, and tried again each ten minutes: set hosts to"
                            + " another broker, or take this gateway's topics out of the bridge"));
            LOG.warn("{}", loop.get().message());
        }
    }

    synchronized void loopsNot() {
        loop = Optional.empty();
    }

    synchronized void saves(Budget.Saving saving) {
        if (!saving.costsSomething()) {
            budget = Optional.empty();
        } else if (budget.filter(known -> known.message().contains(saving.words()))
                .isEmpty()) {
            budget = Optional.of(problem(
                    "uplink_budget",
                    "the bytes of bytesPerDay run short, so " + saving.words()
                            + "; allow more, or set longer intervals or fewer points"));
            LOG.warn("{}", budget.get().message());
        }
    }

    /** What the broker does not grant. */
    synchronized void grants(Grants grants) {
        grant = grants.maximumQos() > 0
                ? Optional.empty()
                : Optional.of(problem(
                        "uplink_no_qos_1",
                        "its broker takes messages at QoS 0 only, so what is on its way when a connection breaks is"
                                + " lost; allow QoS 1 there"));
    }

    private StatusItem.Problem problem(String code, String message) {
        return new StatusItem.Problem(code + "_" + name, "uplink " + name + ": " + message, clock.instant());
    }

    synchronized List<StatusItem.Problem> problems() {
        List<StatusItem.Problem> problems = new ArrayList<>(lasting);
        refused.or(() -> refusedSite).ifPresent(problems::add);
        disk.ifPresent(problems::add);
        loop.ifPresent(problems::add);
        budget.ifPresent(problems::add);
        grant.ifPresent(problems::add);
        if (loop.isEmpty() && connected.isEmpty() && !clock.instant().isBefore(since.plus(PATIENCE))) {
            failure.ifPresent(why -> problems.add(new StatusItem.Problem(
                    "uplink_down_" + name, "uplink " + name + ": " + why + "; what is sent there waits", since)));
        }
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

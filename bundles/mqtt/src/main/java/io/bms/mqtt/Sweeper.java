// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.broker.EmbeddedBroker;
import io.bms.api.identity.Identity;
import io.bms.mqtt.link.Delivery;
import io.bms.mqtt.link.Link;
import io.bms.mqtt.link.LinkException;
import io.bms.mqtt.link.Reasons;
import io.bms.wire.Topics;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the sweeps of one connection, one after the other: first the identity in use, then those that
 * were left and are not cleared yet. The embedded broker is asked, so that it need not send all that it retains; of
 * another the retained messages tell it. Thread: bms-mqtt-session.
 */
final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    private final SessionThread thread;
    private final SessionParts parts;
    private final SendQueue queue;
    private final AlarmSlot alarms;
    private final Runnable pump;
    private final Consumer<LinkException> broken;
    private final Deque<RetainedSweep> ahead = new ArrayDeque<>();
    private Link link;
    private Optional<EmbeddedBroker> inside = Optional.empty();
    private RetainedSweep sweep;

    /**
     * @param pump called when there is something to send
     * @param broken told when the link shows that it is lost
     */
    Sweeper(
            SessionThread thread,
            SessionParts parts,
            SendQueue queue,
            AlarmSlot alarms,
            Runnable pump,
            Consumer<LinkException> broken) {
        this.thread = thread;
        this.parts = parts;
        this.queue = queue;
        this.alarms = alarms;
        this.pump = pump;
        this.broken = broken;
    }

    /** @param broker that of the link, where it is the embedded one */
    void attach(Link to, Topics current, Optional<EmbeddedBroker> broker) {
        link = to;
        inside = broker;
        ahead.add(RetainedSweep.ofPoints(
                current,
                id -> parts.sites().current().point(id).isEmpty(),
                parts.clock().instant()));
        parts.identities().retired().stream()
                .filter(left -> !left.equals(current.identity()))
                .forEach(left -> ahead.add(
                        RetainedSweep.ofAll(new Topics(left), parts.clock().instant())));
        next();
    }

    void detach() {
        link = null;
        sweep = null;
        ahead.clear();
    }

    /** Something is retained at this topic. */
    void arrived(String topic) {
        if (sweep != null) {
            sweep.arrived(topic, parts.clock().instant());
            if (sweep.left().isEmpty()) {
                sweep.topics().alarmOf(topic).ifPresent(alarms::found);
            }
        }
    }

    private void next() {
        sweep = ahead.poll();
        if (sweep == null) {
            return;
        }
        if (inside.isPresent()) {
            inside.get().retained(sweep.filter()).forEach(this::arrived);
            clear(sweep);
            next();
            return;
        }
        try {
            Optional<Delivery.Refused> refused = link.grants().wildcards()
                    ? link.subscribeRetained(sweep.filter())
                    : Optional.of(new Delivery.Refused(Reasons.NO_WILDCARDS, Reasons.words(Reasons.NO_WILDCARDS)));
            if (refused.isPresent()) {
                LOG.warn(
                        "stale retained topics cannot be looked for: {}",
                        refused.get().reason());
                clear(sweep);
                next();
            } else {
                sweep.begun(parts.clock().instant());
                check(sweep);
            }
        } catch (LinkException e) {
            broken.accept(e);
        }
    }

    private void check(RetainedSweep checked) {
        if (sweep != checked) {
            return;
        }
        if (!sweep.isOver(parts.clock().instant())) {
            thread.later(RetainedSweep.CHECK, () -> check(checked));
            return;
        }
        try {
            unsubscribe(checked);
            clear(checked);
            next();
        } catch (LinkException e) {
            broken.accept(e);
        }
    }

    /** A broker that will not let go costs echoes, but no connection. */
    private void unsubscribe(RetainedSweep over) throws LinkException {
        link.unsubscribe(over.filter())
                .ifPresent(why -> LOG.warn("the subscription to {} cannot be ended: {}", over.filter(), why.reason()));
    }

    private void clear(RetainedSweep over) {
        Set<String> found = new LinkedHashSet<>(over.found());
        // A broker need not show what it retains to who asks with a wildcard.
        over.left().ifPresent(left -> found.addAll(known(over.topics())));
        if (!found.isEmpty()) {
            LOG.info(
                    "clearing {} stale retained topics below {}",
                    found.size(),
                    over.topics().base());
        }
        Runnable done = () -> over.left().ifPresent(this::cleared);
        AtomicInteger open = new AtomicInteger(found.size());
        found.forEach(topic -> queue.clear(topic, () -> {
            if (open.decrementAndGet() == 0) {
                done.run();
            }
        }));
        if (found.isEmpty()) {
            done.run();
        }
        pump.run();
    }

    private Set<String> known(Topics topics) {
        Set<String> known = new LinkedHashSet<>(topics.retainedOnce());
        alarms.known().forEach(id -> known.add(topics.alarm(id)));
        parts.sites().current().points().keySet().forEach(id -> known.add(topics.point(id)));
        return known;
    }

    private void cleared(Identity left) {
        LOG.info("all that is known to be retained below the former identity {} is cleared", new Topics(left).base());
        parts.identities().cleared(left);
    }
}

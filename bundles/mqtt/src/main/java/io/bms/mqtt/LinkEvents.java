// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.mqtt.link.Incoming;
import io.bms.mqtt.link.Link;
import io.bms.mqtt.link.LinkException;
import io.bms.mqtt.link.PacketGuard;
import io.bms.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to one link: hands requests to the inbox, what is retained to the sweeper, and the link's end to the
 * connector.
 *
 * <p>Thread: Paho's.
 */
final class LinkEvents implements Link.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(LinkEvents.class);

    private final Topics topics;
    private final Executor thread;
    private final CommandInbox inbox;
    private final Counters counters;
    private final Sweeper sweeper;
    private final AlarmSlot alarms;
    private final BiConsumer<LinkEvents, LinkException> lost;
    private final AtomicBoolean unreadable = new AtomicBoolean();
    private final RequestSubscriptions requests;

    /**
     * @param thread the session's, on which sweeper and {@code lost} are called
     * @param lost told that the link is lost, and why
     */
    LinkEvents(
            Topics topics,
            Executor thread,
            Clock clock,
            CommandInbox inbox,
            Counters counters,
            Sweeper sweeper,
            AlarmSlot alarms,
            BiConsumer<LinkEvents, LinkException> lost) {
        this.topics = topics;
        this.thread = thread;
        this.inbox = inbox;
        this.counters = counters;
        this.sweeper = sweeper;
        this.alarms = alarms;
        this.lost = lost;
        this.requests = new RequestSubscriptions(clock);
    }

    @Override
    public void arrived(Incoming message) {
        if (message.topic().equals(PacketGuard.UNREADABLE)) {
            unreadable(message);
            return;
        }
        Optional<String> command = topics.command(message.topic());
        if (command.isPresent() && requests.isToBeHandled(command.get(), message)) {
            inbox.arrived(topics, command.get(), message);
            return;
        }
        String shared = topics.siteRequests().get(message.topic());
        if (shared != null) {
            inbox.arrivedForAll(topics, shared, message, alarms::has);
            return;
        }
        message.acknowledge().run();
        if (command.isEmpty() && message.retained() && message.payload().length > 0) {
            thread.execute(() -> sweeper.arrived(message.topic()));
        }
    }

    /** Only the first is worth a warning: anybody may send any number. */
    private void unreadable(Incoming message) {
        counters.dropped();
        String why = new String(message.payload(), StandardCharsets.UTF_8);
        if (unreadable.getAndSet(true)) {
            LOG.debug("another message that cannot be read was acknowledged and dropped: {}", why);
        } else {
            LOG.warn("a message that cannot be read was acknowledged and dropped: {}", why);
        }
        message.acknowledge().run();
    }

    @Override
    public void lost(LinkException why) {
        thread.execute(() -> lost.accept(this, why));
    }
}

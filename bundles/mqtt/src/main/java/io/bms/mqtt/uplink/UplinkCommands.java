// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import io.bms.mqtt.CommandInbox;
import io.bms.mqtt.Counters;
import io.bms.mqtt.Response;
import io.bms.mqtt.Senders;
import io.bms.mqtt.link.Delivery;
import io.bms.mqtt.link.Incoming;
import io.bms.mqtt.link.Link;
import io.bms.mqtt.link.LinkException;
import io.bms.mqtt.link.Outgoing;
import io.bms.wire.ResponseEncoder;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that come through an uplink, and their responses on the way back, of which the newest {@value #MOST} wait
 * for the connection. What is lost with the process the broker delivers again, since a request is acknowledged once its
 * answer has arrived or it is recorded. Thread: bms-uplink-NAME; {@link #arrived}, and what the inbox calls: any.
 */
final class UplinkCommands implements CommandInbox.Out {
    static final int MOST = 256;

    private static final Logger LOG = LoggerFactory.getLogger(UplinkCommands.class);

    private final String name;
    private final UplinkRights rights;
    private final Clock clock;
    private final Later later;
    private final CommandInbox inbox;
    private final Deque<Outgoing> messages = new ArrayDeque<>();
    private final Deque<Response> waiting = new ArrayDeque<>();
    private Optional<Sending> sending = Optional.empty();

    /** The uplink's thread. */
    interface Later {
        /** Runs it there, and has what waits sent. */
        void soon(Runnable task);

        void in(Duration wait, Runnable task);
    }

    /** A response of which parts are on their way. */
    private static final class Sending {
        private final Response response;
        private final Deque<Outgoing> parts;
        private int unanswered;

        Sending(Response response, Deque<Outgoing> parts) {
            this.response = response;
            this.parts = parts;
            this.unanswered = parts.size();
        }
    }

    UplinkCommands(String name, UplinkRights rights, Clock clock, Counters counters, Later later) {
        this.name = name;
        this.rights = rights;
        this.clock = clock;
        this.later = later;
        this.inbox = new CommandInbox(
                clock,
                counters,
                Senders.ruledBy(rights),
                task -> later.in(CommandInbox.PATIENCE, task),
                this,
                "uplink-" + name);
    }

    CommandInbox inbox() {
        return inbox;
    }

    /** A message that is perhaps a request. */
    void arrived(UplinkTopics topics, Incoming message) {
        Incoming here = topics.here(message);
        Optional<String> command = topics.own().command(here.topic());
        if (command.isEmpty() || !rights.hears()) {
            // Of a subscription that an earlier run, with other settings, has left.
            message.acknowledge().run();
        } else {
            inbox.arrived(topics.own(), command.get(), here);
        }
    }

    @Override
    public void send(Outgoing message) {
        later.soon(() -> {
            if (messages.size() == MOST) {
                messages.remove();
            }
            messages.add(message);
        });
    }

    @Override
    public void answer(Response response) {
        later.soon(() -> {
            if (waiting.size() == MOST) {
                LOG.warn("uplink {}: a response is given up, since {} others wait", name, MOST);
                waiting.remove().received().run();
            }
            waiting.add(response);
        });
    }

    /** What was on its way goes once more. */
    void disconnected() {
        sending.ifPresent(one -> waiting.addFirst(one.response));
        sending = Optional.empty();
    }

    /** Sends what may go now, one response after another. */
    void run(Link link, UplinkTopics topics, long largestPacket) throws LinkException {
        while (!messages.isEmpty() && link.publish(moved(topics, messages.peek()), said -> {})) {
            messages.remove();
        }
        if (sending.isEmpty() && !waiting.isEmpty()) {
            sending = Optional.of(cut(topics, waiting.remove(), largestPacket));
        }
        if (sending.isPresent()) {
            Sending one = sending.get();
            while (!one.parts.isEmpty()
                    && link.publish(
                            one.parts.peek(),
                            said -> later.soon(() -> said.tell(() -> taken(one), why -> refused(one, topics, why))))) {
                one.parts.remove();
            }
        }
    }

    private Sending cut(UplinkTopics topics, Response response, long largestPacket) {
        Outgoing empty = moved(topics, response.reply().with(""));
        int room = (int) Math.max(0, Math.min(largestPacket - empty.packetSize(), Integer.MAX_VALUE));
        List<String> payloads = ResponseEncoder.cut(response.payloads(), room, clock.instant());
        Deque<Outgoing> parts = new ArrayDeque<>();
        payloads.forEach(payload -> parts.add(moved(topics, response.reply().with(payload))));
        return new Sending(response, parts);
    }

    private static Outgoing moved(UplinkTopics topics, Outgoing message) {
        return message.to(topics.there(message.topic()));
    }

    private void taken(Sending one) {
        one.unanswered--;
        if (one.unanswered == 0 && sending.filter(current -> current == one).isPresent()) {
            sending = Optional.empty();
            one.response.arrived().run();
        }
    }

    private void refused(Sending one, UplinkTopics topics, Delivery.Refused why) {
        LOG.warn(
                "uplink {}: a response on {} is given up: {}",
                name,
                topics.there(one.response.reply().topic()),
                why.reason());
        taken(one);
    }
}

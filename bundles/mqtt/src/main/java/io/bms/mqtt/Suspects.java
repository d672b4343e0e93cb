// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.mqtt.link.Delivery;
import io.bms.mqtt.link.Outgoing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the message on which the broker ends the connection; else it would be sent first over each new connection.
 * After {@value #QUICK_LOSSES} connections in a row that broke soon while messages were unacknowledged, messages go
 * one at a time. A message that is alone on its way when the connection breaks, {@value #STRIKES} times, is taken for
 * the cause. If it is large, the packet limit is set below its size and it is sent again in parts; if it is small, it
 * is refused. Thread: bms-mqtt-session.
 */
final class Suspects {
    static final int QUICK_LOSSES = 2;
    static final int STRIKES = 2;

    private static final Logger LOG = LoggerFactory.getLogger(Suspects.class);
    /** Smaller ones are not refused for their size. */
    private static final long LARGE = 2_048;

    private static final Duration ASIDE = Duration.ofMinutes(10);
    /** After this many messages that were taken one at a time, none of them was guilty. */
    private static final int ENOUGH = 256;

    /** A point's or a status' topic stands for whatever is published on it: that changes with each attempt. */
    private record Suspect(String topic, int payload) {
        static Suspect of(Outgoing message) {
            return new Suspect(message.topic(), message.retained() ? 0 : Arrays.hashCode(message.payload()));
        }
    }

    private record Strikes(int times, Instant last) {}

    private final PacketLimit limit;
    private final Clock clock;
    private final Map<Suspect, Strikes> strikes = new HashMap<>();
    private int losses;
    private int taken;

    Suspects(PacketLimit limit, Clock clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /** True while only one message may be on its way. */
    boolean isOneAtATime() {
        return losses >= QUICK_LOSSES;
    }

    /**
     * The connection broke.
     *
     * @param onTheirWay what was not acknowledged
     * @param steady it had lasted
     */
    void broke(List<Outgoing> onTheirWay, boolean steady) {
        taken = 0;
        if (steady || onTheirWay.isEmpty()) {
            return;
        }
        boolean alone = isOneAtATime() && onTheirWay.size() == 1;
        losses++;
        if (alone) {
            strike(onTheirWay.get(0));
        }
    }

    private void strike(Outgoing message) {
        int times = strikes.merge(
                        Suspect.of(message),
                        new Strikes(1, clock.instant()),
                        (before, now) -> new Strikes(before.times() + 1, now.last()))
                .times();
        if (times != STRIKES) {
            return;
        }
        LOG.warn(
                "the connection broke each time that {} bytes were sent on {}; they are set aside",
                message.packetSize(),
                message.topic());
        if (message.packetSize() > LARGE) {
            limit.learned(message.packetSize() / 2);
            strikes.remove(Suspect.of(message));
        }
    }

    /** For {@link #ASIDE}: it may have been the network, or the broker may have learned better. */
    boolean isGuilty(Outgoing message) {
        if (strikes.isEmpty()) {
            return false;
        }
        Instant past = clock.instant().minus(ASIDE);
        strikes.values().removeIf(old -> old.last().isBefore(past));
        Strikes own = strikes.get(Suspect.of(message));
        return own != null && own.times() >= STRIKES;
    }

    Delivery.Refused refusal() {
        return new Delivery.Refused(0, "the connection broke each time that it was sent; the broker's log may say why");
    }

    /** The broker has taken one. */
    void taken() {
        if (isOneAtATime() && ++taken >= ENOUGH) {
            clear();
        }
    }

    /** The connection lasts. */
    void clear() {
        losses = 0;
        taken = 0;
    }

    /** Another broker. */
    void forget() {
        clear();
        strikes.clear();
        limit.unlearn();
    }
}

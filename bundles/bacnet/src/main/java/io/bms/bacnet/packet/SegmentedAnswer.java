// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.packet;

import java.util.Optional;

/**
 * One answer that comes in segments, and the SegmentACKs for it (ASHRAE 135, 5.4.4.2): the library acknowledges whole
 * windows only, which does not bring back what was lost on the way. A tag may begin in one segment and end in the next, so
 * they are followed in their order; one out of order is dropped, and its sender told which is awaited. Thread-safe.
 */
public final class SegmentedAnswer {
    /** More at once would only fill the sender's line. */
    private static final int WIDEST_WINDOW = 32;

    private static final int NUMBERS = 0x100;

    private final TagCheck tags = new TagCheck();
    /** So many have come in their order. */
    private int taken;
    /** So many of these have been acknowledged. */
    private int acknowledged;
    /** So many at the last reminder. */
    private int reminded;

    private int window = 1;
    private boolean complained;
    private boolean complete;
    private boolean over;

    /**
     * A SegmentACK (ASHRAE 135, 20.1.6).
     *
     * @param negative what follows {@code sequence} is missing
     * @param sequence number of the last segment that came in order
     * @param window so many are to come before the next acknowledgement
     */
    public record Ack(boolean negative, int sequence, int window) {}

    /**
     * What is to be done about one segment.
     *
     * @param passes it is the next one
     */
    public record Step(boolean passes, Optional<Ack> ack) {
        static final Step NOTHING = new Step(false, Optional.empty());
    }

    public synchronized Step take(Packet packet) throws BadPacketException {
        int ahead = packet.segment().orElseThrow() - taken & NUMBERS - 1;
        if (ahead == 0 && !complete) {
            return accept(packet);
        }
        if (taken == 0) {
            return Step.NOTHING;
        }
        if (ahead == NUMBERS - 1) {
            // The last one again: its window was repeated, since the acknowledgement was lost.
            return new Step(false, Optional.of(acknowledge(false)));
        }
        if (ahead >= NUMBERS / 2 || complete || complained) {
            return Step.NOTHING;
        }
        complained = true;
        return new Step(false, Optional.of(acknowledge(true)));
    }

    private Step accept(Packet packet) throws BadPacketException {
        tags.feed(packet.data(), packet.tags(), packet.length());
        if (!packet.moreFollows()) {
            tags.end();
            complete = true;
        }
        taken++;
        complained = false;
        boolean first = taken == 1;
        if (first) {
            window = Math.min(WIDEST_WINDOW, packet.proposedWindow());
        }
        boolean due = first || complete || taken - acknowledged >= window;
        return new Step(true, due ? Optional.of(acknowledge(false)) : Optional.empty());
    }

    private Ack acknowledge(boolean negative) {
        acknowledged = taken;
        return new Ack(negative, taken - 1 & NUMBERS - 1, window);
    }

    /**
     * Called again and again while it {@link #isAwaited}: where nothing has come since the last time, its sender waits
     * for an acknowledgement, as one that sends less at once than was agreed, or whose last segment got lost.
     */
    public synchronized Optional<Ack> remind() {
        if (!isAwaited() || taken > reminded) {
            reminded = taken;
            return Optional.empty();
        }
        if (taken > acknowledged) {
            window = taken - acknowledged;
        }
        return Optional.of(acknowledge(false));
    }

    /** It has begun, and there is more to come. */
    public synchronized boolean isAwaited() {
        return taken > 0 && !complete && !over;
    }

    public synchronized boolean isFirst() {
        return taken == 1;
    }

    public synchronized boolean isComplete() {
        return complete;
    }

    /** Nobody waits for it any more. */
    public synchronized void end() {
        over = true;
    }
}

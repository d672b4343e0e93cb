// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.packet;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * One answer that comes in segments, and the SegmentACKs for it (ASHRAE 135, 5.4.4.2). The library acknowledges whole
 * windows only, which does not bring back a segment that was lost, and cannot have its values looked at before it reads
 * them; so the segments are put together here. A tag may begin in one segment and end in the next, so that the segments
 * are taken in their order; one out of order is dropped, and its sender is told which is missing. Thread: any.
 */
public final class SegmentedAnswer {
    /** The widest window that is agreed to, in segments: more would only fill the sender's line. */
    private static final int WIDEST_WINDOW = 32;

    private static final int NUMBERS = 0x100;
    /** Octets of the longest answer that is taken: more than any device has to say, and little for the gateway. */
    private static final int LONGEST = 1 << 20;

    private final TagCheck tags = new TagCheck();
    /** How many segments have come in their order. */
    private int taken;
    /** How many of these have been acknowledged. */
    private int acknowledged;
    /** How many there were at the last reminder. */
    private int reminded;

    /** The content of the segments that have come. */
    private ByteArrayOutputStream content = new ByteArrayOutputStream(0);

    private int window = 1;
    private boolean complained;
    private boolean complete;
    private boolean over;

    /**
     * A SegmentACK (ASHRAE 135, 20.1.6).
     *
     * @param negative the segment after {@code sequence} is missing
     * @param sequence number of the last segment that came in order
     * @param window how many segments may come before the next acknowledgement
     */
    public record Ack(boolean negative, int sequence, int window) {}

    /**
     * What is to be done about one segment.
     *
     * @param passes the segment is the next one, and goes on to the library
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

    /**
     * What the library is to get once this segment was taken: with the last one the whole answer, as if it had come in
     * one packet; before that a segment without content, which keeps the library waiting.
     *
     * @throws BadPacketException if the answer is longer than {@link #LONGEST}
     */
    public synchronized Packet passes(Packet packet) throws BadPacketException {
        content.write(packet.data(), packet.tags(), packet.length() - packet.tags());
        if (content.size() > LONGEST) {
            content = new ByteArrayOutputStream(0);
            throw new BadPacketException(Verdict.BAD_APPLICATION, "an answer of more than " + LONGEST + " octets");
        }
        if (packet.moreFollows()) {
            return packet.hollow(taken == 1);
        }
        Packet whole = packet.whole(content.toByteArray());
        content = new ByteArrayOutputStream(0);
        return whole;
    }

    private Ack acknowledge(boolean negative) {
        acknowledged = taken;
        return new Ack(negative, taken - 1 & NUMBERS - 1, window);
    }

    /**
     * Called regularly while the answer {@link #isAwaited}. If nothing has come since the last call, the sender waits
     * for an acknowledgement: it sends less at once than was agreed, or its last segment got lost.
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

    /** The answer has begun, and there is more to come. */
    public synchronized boolean isAwaited() {
        return taken > 0 && !complete && !over;
    }

    public synchronized boolean isFirst() {
        return taken == 1;
    }

    public synchronized boolean isComplete() {
        return complete;
    }

    /** Nobody waits for the answer any more. */
    public synchronized void end() {
        over = true;
        content = new ByteArrayOutputStream(0);
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

/**
 * One answer that comes in segments. A tag may begin in one segment and end in the next, so they are
 * followed in their order; one out of order is dropped, and its sender repeats the window.
 */
final class SegmentedAnswer {
    private final TagCheck tags = new TagCheck();
    private int next;

    /** @return whether it is the next one, and may pass */
    boolean accept(Packet packet) throws BadPacketException {
        if (packet.segment().orElseThrow() != next) {
            return false;
        }
        next = next + 1 & 0xff;
        tags.feed(packet.data(), packet.tags(), packet.length());
        if (!packet.moreFollows()) {
            tags.end();
        }
        return true;
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import io.bms.bacnet.packet.BadPacketException;
import io.bms.bacnet.packet.Packet;
import io.bms.bacnet.packet.Tags;
import io.bms.bacnet.packet.Verdict;
import java.util.Arrays;

/**
 * A Who-Is (ASHRAE 135, 16.10): with both limits or none, since it may not have only one. Thread: any.
 *
 * @param low the lowest instance number that is asked for, and {@code high} the highest
 */
record WhoIs(long low, long high) {
    private static final int SERVICE = 8;
    static final WhoIs ALL = new WhoIs(0, IAm.LAST_INSTANCE);

    static boolean is(Packet packet) {
        return packet.type() == Packet.Type.UNCONFIRMED_REQUEST && packet.service() == SERVICE;
    }

    static WhoIs in(Packet packet) throws BadPacketException {
        Tags tags = new Tags(Arrays.copyOf(packet.data(), packet.length()), packet.tags());
        if (!tags.next()) {
            return ALL;
        }
        WhoIs limits = limits(tags);
        require(!tags.next());
        return limits;
    }

    /** The two limits of which the first is at hand. */
    static WhoIs limits(Tags tags) throws BadPacketException {
        long low = limit(tags, 0);
        require(tags.next());
        return new WhoIs(low, limit(tags, 1));
    }

    private static long limit(Tags tags, int number) throws BadPacketException {
        require(tags.isContext() && tags.number() == number && tags.length() > 0 && tags.length() <= 4);
        return Integer.toUnsignedLong(tags.unsigned());
    }

    static void require(boolean condition) throws BadPacketException {
        if (!condition) {
            throw new BadPacketException(Verdict.BAD_APPLICATION);
        }
    }

    boolean asksFor(int instance) {
        return low <= instance && instance <= high;
    }
}

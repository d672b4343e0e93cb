// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.event;

import io.bms.bacnet.packet.BadPacketException;
import io.bms.bacnet.packet.Tags;
import io.bms.bacnet.packet.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A device's three time stamps of an object (BACnetTimeStamp, ASHRAE 135, clause 21), each a time, a number or a date
 * with a time. They are kept as octets: a device takes back only what it wrote. Thread: any.
 */
final class TimeStamps {
    private static final HexFormat HEX = HexFormat.of();
    /** More of them are no time stamps of an object. */
    private static final int MOST = 16;

    private TimeStamps() {}

    /** Reads up to the closing tag of the list, on which {@code tags} then stands; each in hex. */
    static List<String> read(Tags tags, byte[] data) throws BadPacketException {
        List<String> stamps = new ArrayList<>();
        while (tags.next() && !tags.isClosing()) {
            int from = tags.start();
            if (tags.isOpening()) {
                skip(tags);
            }
            stamps.add(HEX.formatHex(Arrays.copyOfRange(data, from, tags.end())));
            if (stamps.size() > MOST) {
                throw new BadPacketException(Verdict.BAD_APPLICATION, "too many time stamps");
            }
        }
        return stamps;
    }

    /** Goes to the closing tag of the opening one on which {@code tags} stands. */
    static void skip(Tags tags) throws BadPacketException {
        int depth = 1;
        while (depth > 0 && tags.next()) {
            depth += tags.isOpening() ? 1 : tags.isClosing() ? -1 : 0;
        }
    }

    /** The stamps in a ReadProperty-ACK of Event_Time_Stamps. */
    static List<String> ofProperty(byte[] ack) throws BadPacketException {
        Tags tags = new Tags(ack, 0);
        while (tags.next()) {
            if (tags.isOpening()) {
                return read(tags, ack);
            }
        }
        return List.of();
    }

    static byte[] octets(String stamp) {
        return HEX.parseHex(stamp);
    }
}

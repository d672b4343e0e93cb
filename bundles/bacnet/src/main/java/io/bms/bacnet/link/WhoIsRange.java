// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import io.bms.bacnet.packet.BadPacketException;
import io.bms.bacnet.packet.OctetReader;
import io.bms.bacnet.packet.Packet;
import io.bms.bacnet.packet.Verdict;

/**
 * The instance numbers that a Who-Is asks for (ASHRAE 135, 16.10), both ends included; all, if they cannot be read.
 * Thread: any.
 */
record WhoIsRange(int low, int high) {
    private static final int LAST = 4_194_303;
    private static final int CONTEXT_0 = 0x08;
    private static final int CONTEXT_1 = 0x18;

    static WhoIsRange parse(Packet packet) {
        OctetReader in = new OctetReader(packet.data(), packet.length());
        in.failAs(Verdict.BAD_APPLICATION);
        try {
            in.skip(packet.tags());
            return new WhoIsRange(number(in, CONTEXT_0), number(in, CONTEXT_1));
        } catch (BadPacketException e) {
            return new WhoIsRange(0, LAST);
        }
    }

    private static int number(OctetReader in, int tag) throws BadPacketException {
        int initial = in.octet();
        int length = initial & 0x07;
        in.require((initial & 0xf8) == tag && length >= 1 && length <= 4);
        int value = 0;
        for (int i = 0; i < length; i++) {
            value = value << 8 | in.octet();
        }
        in.require(value >= 0 && value <= LAST);
        return value;
    }
}

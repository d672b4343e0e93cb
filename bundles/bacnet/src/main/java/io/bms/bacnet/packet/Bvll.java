// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.packet;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The link layer header of BACnet/IP (ASHRAE 135, J.2). Thread: any.
 *
 * @param function one of the constants, or another that means nothing here
 * @param origin of a Forwarded-NPDU: for whom a BBMD passed it on, as a MAC address
 */
public record Bvll(int function, Optional<byte[]> origin) {
    public static final int FORWARDED_NPDU = 0x04;
    public static final int REGISTER_FOREIGN_DEVICE = 0x05;
    public static final int DISTRIBUTE_BROADCAST_TO_NETWORK = 0x09;
    public static final int ORIGINAL_UNICAST_NPDU = 0x0a;
    public static final int ORIGINAL_BROADCAST_NPDU = 0x0b;

    private static final int TYPE = 0x81;
    private static final int RESULT = 0x00;
    private static final int HEADER_OCTETS = 4;
    private static final int RESULT_OCTETS = HEADER_OCTETS + 2;
    private static final int MAC_OCTETS = 6;

    /**
     * Leaves the reader at what the header carries; what stands behind the length that it names is padding, and does
     * not count.
     */
    public static Bvll read(OctetReader in) throws BadPacketException {
        in.failAs(Verdict.BAD_LINK);
        in.require(in.octet() == TYPE);
        int function = in.octet();
        int said = in.word();
        in.require(said >= in.at() && said <= in.length());
        in.endAt(said);
        return new Bvll(function, function == FORWARDED_NPDU ? Optional.of(in.octets(MAC_OCTETS)) : Optional.empty());
    }

    /** A message of the network layer follows. */
    public boolean carriesMessage() {
        return function == FORWARDED_NPDU || function == ORIGINAL_UNICAST_NPDU || function == ORIGINAL_BROADCAST_NPDU;
    }

    /** The content with the header of this function before it. */
    public static byte[] wrap(int function, byte[] content) {
        return ByteBuffer.allocate(HEADER_OCTETS + content.length)
                .put((byte) TYPE)
                .put((byte) function)
                .putShort((short) (HEADER_OCTETS + content.length))
                .put(content)
                .array();
    }

    /** A BVLC-Result (J.2.1). */
    public static byte[] result(int code) {
        return wrap(RESULT, word(code));
    }

    /** What a BVLC-Result says; empty for any other packet. */
    public static Optional<Integer> resultIn(byte[] data, int length) {
        // Every packet that is received comes here first where there is a BBMD.
        boolean result = length >= RESULT_OCTETS
                && (data[0] & 0xff) == TYPE
                && data[1] == RESULT
                && data[2] == 0
                && data[3] == RESULT_OCTETS;
        return result ? Optional.of((data[4] & 0xff) << 8 | data[5] & 0xff) : Optional.empty();
    }

    /** The function of a packet that is at least a header; empty for any other. */
    public static Optional<Integer> functionOf(byte[] data, int length) {
        return length < HEADER_OCTETS || (data[0] & 0xff) != TYPE ? Optional.empty() : Optional.of(data[1] & 0xff);
    }

    /** A number of 16 bits, the high octet first. */
    public static byte[] word(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.packet;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The headers of one BACnet/IP packet, read and found sound (ASHRAE 135, J.2, 6.2 and 20.1). The tags behind them are
 * {@link TagCheck}'s. Thread: any.
 *
 * @param data the datagram
 * @param length how much of it counts
 * @param origin who a BBMD forwarded it for, as a MAC address
 * @param network where the network layer starts
 * @param source the sender's network and address behind a router
 * @param application where the application layer starts
 * @param type of the application layer packet
 * @param invokeId of a confirmed service, else 0
 * @param service the service, or the reason of a Reject or Abort
 * @param segment sequence number, where it is segmented
 * @param moreFollows segments follow
 * @param tags where the service's tags start
 */
public record Packet(
        byte[] data,
        int length,
        Optional<byte[]> origin,
        int network,
        Optional<Remote> source,
        int application,
        Type type,
        int invokeId,
        int service,
        Optional<Integer> segment,
        boolean moreFollows,
        int tags) {

    /** An address behind a router. */
    public record Remote(int network, byte[] mac) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Remote remote && network == remote.network && Arrays.equals(mac, remote.mac);
        }

        @Override
        public int hashCode() {
            return network * 31 + Arrays.hashCode(mac);
        }
    }

    /** The types of application layer packets in the order of their numbers. */
    public enum Type {
        CONFIRMED_REQUEST,
        UNCONFIRMED_REQUEST,
        SIMPLE_ACK,
        COMPLEX_ACK,
        SEGMENT_ACK,
        ERROR,
        REJECT,
        ABORT;

        /** The packet says which service it is about. */
        public boolean namesService() {
            return this == SIMPLE_ACK || this == COMPLEX_ACK || this == ERROR;
        }

        public boolean hasTags() {
            return this == CONFIRMED_REQUEST || this == UNCONFIRMED_REQUEST || this == COMPLEX_ACK || this == ERROR;
        }
    }

    public static final int READ_PROPERTY = 12;
    public static final int READ_PROPERTY_MULTIPLE = 14;

    private static final int GLOBAL_BROADCAST = 0xffff;
    private static final int MAX_MAC = 18;
    private static final int UNRECOGNIZED_SERVICE = 9;
    private static final int SEGMENTATION_NOT_SUPPORTED = 4;
    /** In an Abort: it comes from the one who was asked. */
    private static final int SERVER = 1;
    /** In a SegmentACK: segments are missing. */
    private static final int NEGATIVE = 2;
    /** Octets before the content of a ComplexACK in one packet. */
    private static final int COMPLEX_ACK_HEADER = 3;
    /** Segments that may come before an acknowledgement (ASHRAE 135, 20.1.5.5). */
    private static final byte WIDEST_WINDOW = 127;
    /** In a request: its answer may come in segments. */
    private static final int SEGMENTED_ANSWER_ACCEPTED = 2;

    /**
     * Reads the headers of the first {@code length} bytes; what stands behind the length that the link layer says is
     * padding.
     */
    public static Packet parse(byte[] data, int length) throws BadPacketException {
        OctetReader in = new OctetReader(data, length);
        Bvll link = Bvll.read(in);
        if (!link.carriesMessage()) {
            throw new BadPacketException(Verdict.NOT_OURS);
        }
        return network(in, link.origin());
    }

    private static Packet network(OctetReader in, Optional<byte[]> origin) throws BadPacketException {
        in.failAs(Verdict.BAD_NETWORK);
        int start = in.at();
        in.require(in.octet() == 1);
        int control = in.octet();
        in.require((control & 0x50) == 0);
        boolean destined = (control & 0x20) != 0;
        if (destined) {
            int destination = in.word();
            in.skip(in.octet());
            if (destination != GLOBAL_BROADCAST) {
                throw new BadPacketException(Verdict.NOT_OURS);
            }
        }
        Optional<Remote> source = Optional.empty();
        if ((control & 0x08) != 0) {
            int number = in.word();
            int macLength = in.octet();
            in.require(number > 0 && number < GLOBAL_BROADCAST && macLength > 0 && macLength <= MAX_MAC);
            source = Optional.of(new Remote(number, in.octets(macLength)));
        }
        if (destined) {
            in.skip(1);
        }
        if ((control & 0x80) != 0) {
            // The network layer's own messages are for routers, and a route is taken from the device's address.
            throw new BadPacketException(Verdict.NOT_OURS);
        }
        return application(in, origin, start, source);
    }

    private static Packet application(OctetReader in, Optional<byte[]> origin, int start, Optional<Remote> source)
            throws BadPacketException {
        in.failAs(Verdict.BAD_APPLICATION);
        int at = in.at();
        int first = in.octet();
        in.require(first >> 4 <= Type.ABORT.ordinal());
        Type type = Type.values()[first >> 4];
        boolean segmentable = type == Type.CONFIRMED_REQUEST || type == Type.COMPLEX_ACK;
        boolean segmented = segmentable && (first & 0x08) != 0;
        if (type == Type.CONFIRMED_REQUEST) {
            in.skip(1);
        }
        int invokeId = type == Type.UNCONFIRMED_REQUEST ? 0 : in.octet();
        Optional<Integer> segment = Optional.empty();
        if (segmented || type == Type.SEGMENT_ACK) {
            segment = Optional.of(in.octet());
            int window = in.octet();
            in.require(window >= 1 && window <= 127);
        }
        int service = type == Type.SEGMENT_ACK ? 0 : in.octet();
        in.require(type.hasTags() || in.left() == 0);
        return new Packet(
                in.data(),
                in.length(),
                origin,
                start,
                source,
                at,
                type,
                invokeId,
                service,
                segment,
                segmented && (first & 0x04) != 0,
                in.at());
    }

    /** Broadcast on this subnet, and not passed on by a BBMD. */
    public boolean isBroadcastHere() {
        return data[1] == Bvll.ORIGINAL_BROADCAST_NPDU;
    }

    /** Everything behind the link layer. */
    public byte[] networkBytes() {
        return Arrays.copyOfRange(data, network, length);
    }

    /** The same for a request, changed so that its answer must fit one packet. */
    public byte[] unsegmentedBytes() {
        byte[] bytes = networkBytes();
        bytes[application - network] &= ~SEGMENTED_ANSWER_ACCEPTED;
        return bytes;
    }

    /** A Simple-ACK to this request (ASHRAE 135, 20.1.4), headers included. */
    public byte[] acknowledgement() {
        return answer(Type.SIMPLE_ACK.ordinal() << 4, service);
    }

    /**
     * A Reject of this request: the service is not known here (ASHRAE 135, 18.9.9), headers included; or an Abort, of
     * one in segments (18.10.4).
     */
    public byte[] rejection() {
        return segment.isPresent()
                ? answer(Type.ABORT.ordinal() << 4 | SERVER, SEGMENTATION_NOT_SUPPORTED)
                : answer(Type.REJECT.ordinal() << 4, UNRECOGNIZED_SERVICE);
    }

    /** A SegmentACK to the sender of this segment, headers included. */
    public byte[] segmentAck(SegmentedAnswer.Ack ack) {
        int first = Type.SEGMENT_ACK.ordinal() << 4 | (ack.negative() ? NEGATIVE : 0);
        return answer(first, ack.sequence(), ack.window());
    }

    public boolean isSegmentOfAnswer() {
        return type == Type.COMPLEX_ACK && segment.isPresent();
    }

    /**
     * In place of this segment of an answer one that says nothing: the first, or another after it. The library takes it
     * for one of a window that never fills up. It has one octet, since the library might not take none.
     */
    Packet hollow(boolean first) {
        byte[] hollow = Arrays.copyOf(data, tags + 1);
        hollow[application + 2] = (byte) (first ? 0 : 1);
        hollow[application + 3] = WIDEST_WINDOW;
        hollow[tags] = 0;
        return with(hollow, Optional.of(first ? 0 : 1), tags);
    }

    /** The answer whose last segment this is, as one packet with this content. */
    Packet whole(byte[] content) {
        int from = application + COMPLEX_ACK_HEADER;
        byte[] whole = Arrays.copyOf(data, from + content.length);
        whole[application] = (byte) (Type.COMPLEX_ACK.ordinal() << 4);
        whole[application + 2] = (byte) service;
        System.arraycopy(content, 0, whole, from, content.length);
        return with(whole, Optional.empty(), from);
    }

    private Packet with(byte[] changed, Optional<Integer> number, int content) {
        return new Packet(
                changed,
                changed.length,
                origin,
                network,
                source,
                application,
                type,
                invokeId,
                service,
                number,
                number.isPresent() && moreFollows,
                content);
    }

    /** How many segments the sender of this one would like to send at once. */
    int proposedWindow() {
        return data[tags - 2] & 0xff;
    }

    private byte[] answer(int first, int... last) {
        byte[] mac = source.map(Remote::mac).orElse(new byte[0]);
        ByteBuffer out = ByteBuffer.allocate((source.isPresent() ? 8 + mac.length : 4) + last.length);
        out.put((byte) 1);
        if (source.isPresent()) {
            out.put((byte) 0x20)
                    .putShort((short) source.get().network())
                    .put((byte) mac.length)
                    .put(mac)
                    .put((byte) 0xff);
        } else {
            out.put((byte) 0);
        }
        out.put((byte) first).put((byte) invokeId);
        for (int octet : last) {
            out.put((byte) octet);
        }
        return Bvll.wrap(Bvll.ORIGINAL_UNICAST_NPDU, out.array());
    }

    /** The whole service is in this packet: its tags must begin and end here. */
    public void checkTags() throws BadPacketException {
        TagCheck check = new TagCheck();
        check.feed(data, tags, length);
        check.end();
    }
}

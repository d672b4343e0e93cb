// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.broker.PacketStream.Head;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.Test;

public class PacketStreamTest {
    private static final int MIB = 1024 * 1024;

    @Test
    public void take_wholePackets_copiesNothing() throws Exception {
        byte[] all = concat(RawMqtt.publish("a", 10), RawMqtt.publish("b", 300), RawMqtt.publish("c", 0));
        PacketStream stream = new PacketStream((first, whole) -> true);
        assertEquals(3, feed(stream, all, all.length).size());
        assertEquals(0, stream.copiedBytes());
    }

    /** The work, counted in bytes: twice the packet for growing, however small the pieces. */
    @Test
    public void offer_manyPieces_copiesEachByteAFewTimes() throws Exception {
        byte[] packet = RawMqtt.publish("a", 2 * MIB);
        for (int piece : new int[] {1, 7, 1_000, 65_536}) {
            PacketStream stream = new PacketStream((first, whole) -> true);
            assertEquals(1, feed(stream, packet, piece).size());
            assertTrue(piece + ": " + stream.copiedBytes(), stream.copiedBytes() < 3L * packet.length);
        }
    }

    @Test
    public void head_claimedLength_reservesNothing() {
        PacketStream stream = new PacketStream((first, whole) -> true);
        stream.offer(Unpooled.wrappedBuffer(new byte[] {0x30, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f, 0, 1}));
        assertEquals(Head.INCOMPLETE, stream.head());
        assertEquals(7, stream.keptBytes());
        stream.release();
    }

    @Test
    public void head_gateClosedOrLengthOfFiveBytes_isRefusedBeforeTheRest() {
        PacketStream small = new PacketStream((first, whole) -> whole <= 100);
        small.offer(Unpooled.wrappedBuffer(new byte[] {0x10, 99}));
        assertEquals(Head.REFUSED, small.head());
        PacketStream five = new PacketStream((first, whole) -> true);
        five.offer(Unpooled.wrappedBuffer(new byte[] {0x30, -1, -1, -1, -1, 1}));
        assertEquals(Head.REFUSED, five.head());
    }

    /** Those before and after one that was not let through do not come together. */
    @Test
    public void run_ofThoseThatJoined_isAsItCame() throws Exception {
        byte[] one = RawMqtt.publish("a", 10);
        byte[] two = RawMqtt.publish("b", 300);
        byte[] three = RawMqtt.publish("c", 0);
        PacketStream stream = new PacketStream((first, whole) -> true);
        stream.offer(Unpooled.wrappedBuffer(concat(one, two, three, two)));
        lend(stream, one);
        stream.join();
        lend(stream, two);
        stream.join();
        assertRun(concat(one, two), stream);
        lend(stream, three);
        assertEquals(Optional.empty(), stream.run());
        lend(stream, two);
        stream.join();
        assertRun(two, stream);
        assertEquals(0, stream.copiedBytes());
        stream.release();
    }

    private static void lend(PacketStream stream, byte[] packet) {
        assertEquals(Head.WHOLE, stream.head());
        assertTrue(stream.isInPiece());
        assertEquals(packet[0], (byte) stream.firstByte());
        assertEquals(Unpooled.wrappedBuffer(packet), stream.lend());
    }

    private static void assertRun(byte[] bytes, PacketStream stream) {
        ByteBuf run = stream.run().orElseThrow();
        assertEquals(Unpooled.wrappedBuffer(bytes), run);
        run.release();
    }

    @Test
    public void take_cutAtRandom_givesThePacketsThatWentIn() throws Exception {
        Random random = new Random(4);
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            packets.add(
                    RawMqtt.publish("t" + i, random.nextInt(10) == 0 ? random.nextInt(70_000) : random.nextInt(40)));
        }
        byte[] all = concat(packets.toArray(byte[][]::new));
        PacketStream stream = new PacketStream((first, whole) -> true);
        List<byte[]> out = new ArrayList<>();
        for (int at = 0; at < all.length; ) {
            int length = Math.min(all.length - at, 1 + random.nextInt(random.nextBoolean() ? 20 : 9_000));
            out.addAll(feed(stream, Arrays.copyOfRange(all, at, at + length), length));
            at += length;
        }
        assertEquals(packets.size(), out.size());
        for (int i = 0; i < out.size(); i++) {
            assertTrue("packet " + i, Arrays.equals(packets.get(i), out.get(i)));
        }
    }

    private static List<byte[]> feed(PacketStream stream, byte[] bytes, int piece) {
        List<byte[]> packets = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += piece) {
            stream.offer(Unpooled.copiedBuffer(bytes, at, Math.min(piece, bytes.length - at)));
            while (stream.head() == Head.WHOLE) {
                ByteBuf packet = stream.take();
                packets.add(ByteBufUtil.getBytes(packet));
                packet.release();
            }
        }
        return packets;
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}

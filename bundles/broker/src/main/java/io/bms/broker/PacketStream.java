// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;

/**
 * Takes whole packets off a stream of bytes. What lies whole in one piece is sliced off without a copy; the rest
 * is copied once, into a buffer that grows by doubling, so the work is linear in the bytes however small
 * the pieces are. A length that is only claimed reserves nothing.
 *
 * <p>Netty's decoder alone begins anew at a packet's first byte with each piece of it: 2 MB in pieces of
 * 1,000 bytes cost seconds.
 *
 * <p>Thread: the connection's of Netty.
 */
final class PacketStream {
    /** Says whether a packet may come in, once its first bytes are known and before the others are kept. */
    interface Gate {
        boolean admits(int firstByte, int wholeBytes);
    }

    /** What lies at the stream's head. */
    enum Head {
        WHOLE,
        INCOMPLETE,
        /** Its length is none, or the gate is closed to it. */
        REFUSED
    }

    private static final int SMALLEST = 256;
    private static final int MAX_HEADER = 5;
    /** MQTT 5, 1.5.5: the bit that says that another byte of the length follows. */
    private static final int CONTINUES = 0x80;

    private final Gate gate;
    private ByteBuf kept = Unpooled.EMPTY_BUFFER;
    private ByteBuf piece = Unpooled.EMPTY_BUFFER;
    private boolean admitted;
    private int wholeBytes;
    private long copied;
    private int runBytes;
    private int runEnd;

    PacketStream(Gate gate) {
        this.gate = gate;
    }

    /** Takes over {@code bytes}; only once the one before is used up, that is when {@link #head()} is incomplete. */
    void offer(ByteBuf bytes) {
        piece.release();
        piece = bytes;
    }

    /** Looks at what comes next. */
    Head head() {
        if (!admitted) {
            Head head = readHeader();
            if (head != Head.WHOLE) {
                return head;
            }
            admitted = true;
        }
        if (available() >= wholeBytes) {
            return Head.WHOLE;
        }
        keep(piece.readableBytes());
        return Head.INCOMPLETE;
    }

    /** Takes the whole packet off; the caller releases it. */
    ByteBuf take() {
        admitted = false;
        if (kept.readableBytes() == 0) {
            return piece.readRetainedSlice(wholeBytes);
        }
        keep(wholeBytes - kept.readableBytes());
        ByteBuf packet = kept;
        kept = Unpooled.EMPTY_BUFFER;
        return packet;
    }

    /** Whether the whole packet at the head lies in what was offered last, and so may join others in a run. */
    boolean isInPiece() {
        return kept.readableBytes() == 0;
    }

    /** The first byte of the packet at the head. */
    int firstByte() {
        return byteAt(0);
    }

    /**
     * Takes the whole packet off, of which {@link #isInPiece} is true. It belongs to what was offered: nobody releases
     * it.
     */
    ByteBuf lend() {
        admitted = false;
        return piece.readSlice(wholeBytes);
    }

    /** Puts the packet that was lent last at the end of the run, after those that were lent right before it. */
    void join() {
        runBytes += wholeBytes;
        runEnd = piece.readerIndex();
    }

    /** The packets that have joined since the last time, as they came, if any; the caller releases them. */
    Optional<ByteBuf> run() {
        if (runBytes == 0) {
            return Optional.empty();
        }
        ByteBuf run = piece.retainedSlice(runEnd - runBytes, runBytes);
        runBytes = 0;
        return Optional.of(run);
    }

    /** Where the variable header of a whole packet begins. */
    static int bodyAt(ByteBuf packet) {
        int at = packet.readerIndex() + 1;
        while (packet.getUnsignedByte(at) >= CONTINUES) {
            at++;
        }
        return at + 1;
    }

    /** Bytes of an unfinished packet. */
    int keptBytes() {
        return kept.readableBytes();
    }

    /** Bytes that were copied until now, those of growing buffers included. */
    long copiedBytes() {
        return copied;
    }

    void release() {
        kept.release();
        piece.release();
        kept = Unpooled.EMPTY_BUFFER;
        piece = Unpooled.EMPTY_BUFFER;
        runBytes = 0;
    }

    private int available() {
        return kept.readableBytes() + piece.readableBytes();
    }

    private Head readHeader() {
        int length = 0;
        for (int i = 1; i < MAX_HEADER; i++) {
            if (i >= available()) {
                keep(piece.readableBytes());
                return Head.INCOMPLETE;
            }
            int digit = byteAt(i);
            length |= (digit & 0x7F) << 7 * (i - 1);
            if (digit < CONTINUES) {
                wholeBytes = i + 1 + length;
                return gate.admits(byteAt(0), wholeBytes) ? Head.WHOLE : Head.REFUSED;
            }
        }
        return Head.REFUSED;
    }

    private int byteAt(int i) {
        int inKept = kept.readableBytes();
        return i < inKept
                ? kept.getUnsignedByte(kept.readerIndex() + i)
                : piece.getUnsignedByte(piece.readerIndex() + i - inKept);
    }

    private void keep(int bytes) {
        if (bytes == 0) {
            return;
        }
        int needed = kept.readableBytes() + bytes;
        if (kept.writableBytes() < bytes) {
            ByteBuf larger = Unpooled.buffer(Math.max(SMALLEST, Integer.highestOneBit(needed - 1) << 1));
            copied += kept.readableBytes();
            larger.writeBytes(kept);
            kept.release();
            kept = larger;
        }
        copied += bytes;
        kept.writeBytes(piece, bytes);
    }
}

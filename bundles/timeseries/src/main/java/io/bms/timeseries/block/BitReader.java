// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Reads what {@link BitWriter} wrote. */
final class BitReader {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    /** A word that begins at a whole byte has as many from any bit of that byte on. */
    private static final int SURE_BITS = Long.SIZE - 7;

    private final byte[] bytes;
    private final int length;
    private int position;

    BitReader(byte[] block) {
        length = block.length * Byte.SIZE;
        bytes = Arrays.copyOf(block, block.length + Long.BYTES);
    }

    /** @throws IllegalArgumentException if fewer bits are left */
    long bits(int count) {
        if (count > SURE_BITS) {
            return bits(count - Integer.SIZE) << Integer.SIZE | bits(Integer.SIZE);
        }
        if (position + count > length) {
            throw brokenOff();
        }
        long value = count == 0 ? 0 : window() >>> (Long.SIZE - count);
        position += count;
        return value;
    }

    /** How many ones, up to {@code most} of at most 24, stand before the next zero, which is passed over. */
    int ones(int most) {
        int count = Math.min(most, Long.numberOfLeadingZeros(~window()));
        position += count < most ? count + 1 : count;
        if (position > length) {
            throw brokenOff();
        }
        return count;
    }

    /** The next bits, the first one highest, of which at least {@link #SURE_BITS} are the block's or past its end. */
    private long window() {
        return (long) WORDS.get(bytes, position >>> 3) << (position & 7);
    }

    private IllegalArgumentException brokenOff() {
        return new IllegalArgumentException("a block breaks off at its byte " + (length >>> 3));
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            long group = bits(8);
            value |= (group & 0x7f) << shift;
            if ((group & 0x80) == 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number in a block has no end");
    }

    int bytesLeft() {
        return (length - position) >>> 3;
    }

    /** A number of things that follow, so that a damaged one does not take all memory. */
    int size(int most) {
        long size = number();
        if (size < 0 || size > most) {
            throw new IllegalArgumentException("a block says that it holds " + size + " of what can be " + most);
        }
        return (int) size;
    }
}

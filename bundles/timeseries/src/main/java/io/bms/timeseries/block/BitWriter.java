// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries.block;

import java.util.Arrays;

/** Bits, the highest first. */
final class BitWriter {
    private byte[] bytes = new byte[64];
    private int length;

    int length() {
        return length;
    }

    /** The lowest {@code count} bits of {@code value}, 0 to 64. */
    void bits(long value, int count) {
        reserve(count);
        int left = count;
        while (left > 0) {
            int room = 8 - (length & 7);
            int taken = Math.min(room, left);
            int part = (int) (value >>> (left - taken)) & ((1 << taken) - 1);
            bytes[length >>> 3] |= (byte) (part << (room - taken));
            length += taken;
            left -= taken;
        }
    }

    void ones(int count) {
        bits(-1, count);
    }

    /** A number that is mostly small and not negative: groups of seven bits. */
    void number(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bits(rest & 0x7f | 0x80, 8);
            rest >>>= 7;
        }
        bits(rest, 8);
    }

    void append(BitWriter other) {
        for (int i = 0; i < other.length >>> 3; i++) {
            bits(other.bytes[i], 8);
        }
        int rest = other.length & 7;
        if (rest > 0) {
            bits((other.bytes[other.length >>> 3] & 0xff) >>> (8 - rest), rest);
        }
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, (length + 7) >>> 3);
    }

    private void reserve(int count) {
        int needed = ((length + count + 7) >>> 3) + 1;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
        }
    }
}

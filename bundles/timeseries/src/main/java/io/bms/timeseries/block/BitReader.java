package io.bms.timeseries.block;

/** Reads what {@link BitWriter} wrote. */
final class BitReader {
    private final byte[] bytes;
    private int position;

    BitReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws IllegalArgumentException there are not so many left */
    long bits(int count) {
        if (position + count > bytes.length * 8) {
            throw new IllegalArgumentException("a block breaks off at its byte " + bytes.length);
        }
        long value = 0;
        int left = count;
        while (left > 0) {
            int room = 8 - (position & 7);
            int taken = Math.min(room, left);
            int part = ((bytes[position >>> 3] & 0xff) >>> (room - taken)) & ((1 << taken) - 1);
            value = value << taken | part;
            position += taken;
            left -= taken;
        }
        return value;
    }

    /** How many ones stand before the next zero, which is passed over; stops after {@code most} ones. */
    int ones(int most) {
        int count = 0;
        while (count < most) {
            if (position >>> 3 >= bytes.length) {
                throw new IllegalArgumentException("a block breaks off at its byte " + bytes.length);
            }
            int used = position & 7;
            int rest = bytes[position >>> 3] << (24 + used);
            int run = Math.min(Integer.numberOfLeadingZeros(~rest), Math.min(8 - used, most - count));
            count += run;
            position += run;
            if (run < 8 - used && count < most) {
                position++;
                return count;
            }
        }
        return count;
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
        return bytes.length - (position >>> 3);
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

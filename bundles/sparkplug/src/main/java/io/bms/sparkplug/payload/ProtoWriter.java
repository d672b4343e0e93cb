// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug.payload;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes fields in the wire format of Protocol Buffers ("Encoding" in its documentation). Thread: one at a time. */
final class ProtoWriter {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(64);

    /** A whole number or flag; a negative one as two's complement of 64 bits. */
    ProtoWriter varint(int field, long value) {
        raw(field << 3 | VARINT);
        raw(value);
        return this;
    }

    ProtoWriter text(int field, String text) {
        return bytes(field, text.getBytes(StandardCharsets.UTF_8));
    }

    ProtoWriter bytes(int field, byte[] bytes) {
        raw(field << 3 | BYTES);
        raw(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    /** A message within this one. */
    ProtoWriter message(int field, ProtoWriter inner) {
        return bytes(field, inner.toBytes());
    }

    ProtoWriter fixed32(int field, float value) {
        raw(field << 3 | FIXED32);
        little(Float.floatToIntBits(value), Integer.BYTES);
        return this;
    }

    ProtoWriter fixed64(int field, double value) {
        raw(field << 3 | FIXED64);
        little(Double.doubleToLongBits(value), Long.BYTES);
        return this;
    }

    private void little(long bits, int count) {
        for (int i = 0; i < count; i++) {
            out.write((int) (bits >>> 8 * i));
        }
    }

    private void raw(long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            out.write((int) (left & 0x7F | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug.payload;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads fields in the wire format of Protocol Buffers, from bytes that a stranger may have sent: what they say of
 * lengths is believed only as far as there are bytes. Thread: one at a time.
 */
final class ProtoReader {
    private static final int MAX_SHIFT = 63;

    private final byte[] bytes;
    private int at;
    private int wireType;

    ProtoReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The number of the next field, 0 at the end; its value must then be read, or skipped. */
    int next() throws MalformedPayloadException {
        if (at == bytes.length) {
            return 0;
        }
        long tag = raw();
        wireType = (int) (tag & 7);
        long field = tag >>> 3;
        if (field < 1 || field > Integer.MAX_VALUE >>> 2) {
            throw new MalformedPayloadException("a field has the number " + field);
        }
        return (int) field;
    }

    long varint() throws MalformedPayloadException {
        require(ProtoWriter.VARINT);
        return raw();
    }

    float fixed32() throws MalformedPayloadException {
        require(ProtoWriter.FIXED32);
        return Float.intBitsToFloat((int) little(Integer.BYTES));
    }

    double fixed64() throws MalformedPayloadException {
        require(ProtoWriter.FIXED64);
        return Double.longBitsToDouble(little(Long.BYTES));
    }

    String text() throws MalformedPayloadException {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    byte[] bytes() throws MalformedPayloadException {
        require(ProtoWriter.BYTES);
        long length = raw();
        if (length < 0 || length > bytes.length - at) {
            throw new MalformedPayloadException(
                    "a field says that it has " + length + " bytes, and there are " + (bytes.length - at));
        }
        at += (int) length;
        return Arrays.copyOfRange(bytes, at - (int) length, at);
    }

    void skip() throws MalformedPayloadException {
        switch (wireType) {
            case ProtoWriter.VARINT -> raw();
            case ProtoWriter.FIXED64 -> little(Long.BYTES);
            case ProtoWriter.FIXED32 -> little(Integer.BYTES);
            case ProtoWriter.BYTES -> bytes();
            default -> throw new MalformedPayloadException("a field has the wire type " + wireType);
        }
    }

    private void require(int expected) throws MalformedPayloadException {
        if (wireType != expected) {
            throw new MalformedPayloadException("a field has the wire type " + wireType + ", not " + expected);
        }
    }

    private long little(int count) throws MalformedPayloadException {
        if (bytes.length - at < count) {
            throw new MalformedPayloadException("it ends within a field");
        }
        long bits = 0;
        for (int i = 0; i < count; i++) {
            bits |= (bytes[at++] & 0xFFL) << 8 * i;
        }
        return bits;
    }

    private long raw() throws MalformedPayloadException {
        long value = 0;
        for (int shift = 0; shift <= MAX_SHIFT; shift += 7) {
            if (at == bytes.length) {
                throw new MalformedPayloadException("it ends within a field");
            }
            int read = bytes[at++];
            value |= (read & 0x7FL) << shift;
            if (read >= 0) {
                return value;
            }
        }
        throw new MalformedPayloadException("a number has more than ten bytes");
    }
}

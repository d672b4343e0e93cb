// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import java.util.Arrays;

/** Reads a packet from left to right, and never past its end. */
final class OctetReader {
    private final byte[] data;
    private int length;
    private int at;
    private Verdict failure = Verdict.BAD_LINK;

    OctetReader(byte[] data, int length) {
        this.data = data;
        this.length = length;
    }

    /** From here on a fault means this. */
    void failAs(Verdict verdict) {
        failure = verdict;
    }

    /** What follows does not count. */
    void endAt(int end) {
        length = end;
    }

    void require(boolean condition) throws BadPacketException {
        if (!condition) {
            throw new BadPacketException(failure);
        }
    }

    int octet() throws BadPacketException {
        require(at < length);
        return data[at++] & 0xff;
    }

    int word() throws BadPacketException {
        return octet() << 8 | octet();
    }

    byte[] octets(int count) throws BadPacketException {
        int from = at;
        skip(count);
        return Arrays.copyOfRange(data, from, at);
    }

    void skip(int count) throws BadPacketException {
        require(count <= left());
        at += count;
    }

    byte[] data() {
        return data;
    }

    int length() {
        return length;
    }

    int at() {
        return at;
    }

    int left() {
        return length - at;
    }
}

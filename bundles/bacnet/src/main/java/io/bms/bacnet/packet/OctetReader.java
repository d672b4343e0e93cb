// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.packet;

import java.util.Arrays;

/** Reads a packet from left to right, and never past its end. Thread: any, one at a time. */
public final class OctetReader {
    private final byte[] data;
    private int length;
    private int at;
    private Verdict failure = Verdict.BAD_LINK;

    public OctetReader(byte[] data, int length) {
        this.data = data;
        this.length = length;
    }

    /** A fault that is found from here on gets this verdict. */
    public void failAs(Verdict verdict) {
        failure = verdict;
    }

    /** The packet ends at {@code end}; what follows does not count. */
    public void endAt(int end) {
        length = end;
    }

    public void require(boolean condition) throws BadPacketException {
        if (!condition) {
            throw new BadPacketException(failure);
        }
    }

    public int octet() throws BadPacketException {
        require(at < length);
        return data[at++] & 0xff;
    }

    public int word() throws BadPacketException {
        return octet() << 8 | octet();
    }

    public byte[] octets(int count) throws BadPacketException {
        int from = at;
        skip(count);
        return Arrays.copyOfRange(data, from, at);
    }

    public void skip(int count) throws BadPacketException {
        require(count <= left());
        at += count;
    }

    byte[] data() {
        return data;
    }

    public int length() {
        return length;
    }

    int at() {
        return at;
    }

    public int left() {
        return length - at;
    }
}

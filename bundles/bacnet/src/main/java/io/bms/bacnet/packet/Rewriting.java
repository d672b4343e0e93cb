// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.packet;

import java.io.ByteArrayOutputStream;

/**
 * Octets of which some are replaced, from left to right. They are copied only if something is replaced. Thread: any,
 * one at a time.
 */
public final class Rewriting {
    private final byte[] data;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(0);
    private int taken;

    public Rewriting(byte[] data) {
        this.data = data;
    }

    public void replace(int from, int to, byte[] by) {
        out.write(data, taken, from - taken);
        out.writeBytes(by);
        taken = to;
    }

    /** The result; the same array if nothing was replaced. */
    public byte[] whole() {
        if (taken == 0) {
            return data;
        }
        out.write(data, taken, data.length - taken);
        return out.toByteArray();
    }
}

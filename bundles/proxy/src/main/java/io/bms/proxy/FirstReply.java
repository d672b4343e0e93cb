// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.util.Arrays;
import java.util.Set;

/** Recognizes in the broker's first bytes whether it let the client in (CONNACK: MQTT 5, 3.2; MQTT 3.1.1, 3.2). */
final class FirstReply {
    private static final int CONNACK = 0x20;
    /** Type, at most four bytes of length, flags, reason. */
    private static final int LONGEST = 7;

    private static final Set<Byte> WRONG_CREDENTIALS = Set.of((byte) 4, (byte) 5, (byte) 0x86, (byte) 0x87);

    private byte[] start = {};
    private boolean decided;
    private boolean positive;

    /** What the bytes that came say; each but the first is said once. */
    enum Answer {
        NOTHING,
        LET_IN,
        WRONG_CREDENTIALS
    }

    Answer look(byte[] bytes) {
        if (decided) {
            return Answer.NOTHING;
        }
        int before = start.length;
        start = Arrays.copyOf(start, Math.min(LONGEST, before + bytes.length));
        System.arraycopy(bytes, 0, start, before, start.length - before);
        int flags = 1;
        while (flags < start.length && start[flags] < 0) {
            flags++;
        }
        int reason = flags + 2;
        if (reason >= start.length) {
            decided = start.length == LONGEST;
            return Answer.NOTHING;
        }
        decided = true;
        boolean connack = (start[0] & 0xf0) == CONNACK;
        positive = connack && start[reason] == 0;
        if (positive) {
            return Answer.LET_IN;
        }
        return connack && WRONG_CREDENTIALS.contains(start[reason]) ? Answer.WRONG_CREDENTIALS : Answer.NOTHING;
    }

    boolean isPositive() {
        return positive;
    }
}

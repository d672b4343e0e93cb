package io.bms.proxy;

import java.util.Arrays;

/** Recognizes in the broker's first bytes whether it let the client in (CONNACK: MQTT 5, 3.2; MQTT 3.1.1, 3.2). */
final class FirstReply {
    private static final int CONNACK = 0x20;
    /** Type, at most four bytes of length, flags, reason. */
    private static final int LONGEST = 7;

    private byte[] start = {};
    private boolean decided;
    private boolean positive;

    /** @return true once, when the client was let in */
    boolean look(byte[] bytes) {
        if (decided) {
            return false;
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
            return false;
        }
        decided = true;
        positive = (start[0] & 0xf0) == CONNACK && start[reason] == 0;
        return positive;
    }

    boolean isPositive() {
        return positive;
    }
}

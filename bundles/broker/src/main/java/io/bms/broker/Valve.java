// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether a connection is read. It is while nobody has a reason against it; the sender waits meanwhile, held
 * back by TCP, and nothing is lost.
 *
 * <p>Thread: any.
 */
final class Valve {
    /** Why a connection is not read. */
    enum Hold {
        SIGNING_IN,
        UNPROCESSED,
        TOO_FAST,
        SUBSCRIBING
    }

    private final Channel channel;
    private final AtomicInteger holds = new AtomicInteger();

    Valve(Channel channel) {
        this.channel = channel;
    }

    void hold(Hold why) {
        holds.getAndUpdate(held -> held | bit(why));
        follow();
    }

    void release(Hold why) {
        int before = holds.getAndUpdate(held -> held & ~bit(why));
        if ((before & bit(why)) != 0) {
            follow();
        }
    }

    /** Twice at most where two threads are at it at once; the last to come here sees what both have done. */
    private synchronized void follow() {
        channel.config().setAutoRead(holds.get() == 0);
    }

    private static int bit(Hold why) {
        return 1 << why.ordinal();
    }
}

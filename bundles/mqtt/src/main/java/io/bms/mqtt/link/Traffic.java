// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import java.util.concurrent.atomic.LongAdder;

/**
 * The bytes of one destination's connections, as its sockets have read and written them: with TLS and pings, without
 * the headers of TCP and IP. Thread: any.
 */
public final class Traffic {
    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();

    void received(long bytes) {
        received.add(bytes);
    }

    void sent(long bytes) {
        sent.add(bytes);
    }

    /** Both ways, since the process started. */
    public long bytes() {
        return received.sum() + sent.sum();
    }
}

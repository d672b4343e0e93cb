// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import java.util.concurrent.atomic.AtomicLong;

/** What went wrong since the start, for the status. Thread: any. */
public final class ErrorCounts {
    private final AtomicLong timeouts = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();

    /** A device did not answer, all retries included. */
    void timeout() {
        timeouts.incrementAndGet();
    }

    /** A device answered with an error. */
    public void error() {
        errors.incrementAndGet();
    }

    public long timeouts() {
        return timeouts.get();
    }

    public long errors() {
        return errors.get();
    }
}

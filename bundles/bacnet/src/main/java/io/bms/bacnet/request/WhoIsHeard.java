// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Which devices were asked a short while ago who they are: their I-Am (ASHRAE 135, 16.10) is an answer, and no news.
 * Thread: bms-bacnet-worker.
 */
public final class WhoIsHeard {
    /** How long an answer may take behind slow lines. */
    private static final long ANSWERED_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int MOST = 64;

    private final LongSupplier nanoTime;
    private final Deque<Heard> recent = new ArrayDeque<>();

    private record Heard(int low, int high, long at) {}

    public WhoIsHeard(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Somebody asked the devices from {@code low} to {@code high}, both included. */
    public void heard(int low, int high) {
        if (recent.size() == MOST) {
            recent.remove();
        }
        recent.add(new Heard(low, high, nanoTime.getAsLong()));
    }

    public boolean covers(int deviceId) {
        long now = nanoTime.getAsLong();
        recent.removeIf(heard -> now - heard.at() > ANSWERED_WITHIN_NANOS);
        return recent.stream().anyMatch(heard -> heard.low() <= deviceId && deviceId <= heard.high());
    }
}

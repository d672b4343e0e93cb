// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many MQTT sign-ins an external broker has refused an address lately. It sees all of them come from the gateway,
 * so it cannot slow down who guesses; the least recently seen are forgotten. Thread: bms-proxy-pipes.
 */
final class FailedSignIns {
    /** Failed sign-ins that an address may have at once; one more after each {@link #EACH}. */
    static final int BURST = 10;

    static final Duration EACH = Duration.ofSeconds(5);

    private static final int REMEMBERED = 1000;

    private final Clock clock;
    private final Map<String, Instant> forgivenAt = new LinkedHashMap<>(16, 0.75f, true);

    FailedSignIns(Clock clock) {
        this.clock = clock;
    }

    boolean mayTry(String address) {
        Instant now = clock.instant();
        return !forgivenAt.getOrDefault(address, now).isAfter(now.plus(EACH.multipliedBy(BURST - 1)));
    }

    void count(String address) {
        Instant now = clock.instant();
        Instant before = forgivenAt.getOrDefault(address, now);
        forgivenAt.put(address, (before.isBefore(now) ? now : before).plus(EACH));
        if (forgivenAt.size() > REMEMBERED) {
            forgivenAt.remove(forgivenAt.keySet().iterator().next());
        }
    }
}

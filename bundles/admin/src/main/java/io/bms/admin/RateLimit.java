// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import io.bms.api.account.ClientAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits the calls of one address: a burst at once, and a rate in the long run. The addresses seen least recently are
 * forgotten. Thread: any of the web port's.
 */
final class RateLimit {
    private static final int REMEMBERED = 1000;

    private final Clock clock;
    private final int burst;
    private final Duration each;
    private final Map<ClientAddress, Instant> fullAgain = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param burst calls at once
     * @param each one more may be made after this time
     */
    RateLimit(Clock clock, int burst, Duration each) {
        this.clock = clock;
        this.burst = burst;
        this.each = each;
    }

    /** @throws ApiException beyond the limit, saying when to come back */
    synchronized void count(String from) throws ApiException {
        ClientAddress address = ClientAddress.of(from);
        Instant now = clock.instant();
        Instant before = fullAgain.getOrDefault(address, now);
        Instant after = (before.isBefore(now) ? now : before).plus(each);
        Duration over = Duration.between(now.plus(each.multipliedBy(burst)), after);
        if (over.compareTo(Duration.ZERO) > 0) {
            throw ApiException.tooMany("Too many calls from your address. Wait a moment, then try again.", over);
        }
        fullAgain.put(address, after);
        if (fullAgain.size() > REMEMBERED) {
            fullAgain.remove(fullAgain.keySet().iterator().next());
        }
    }
}

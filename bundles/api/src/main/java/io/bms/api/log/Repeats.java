// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.log;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts what strangers could otherwise repeat until all logs have rolled away: of each kind of message one in five
 * minutes is said, with how many were not. Waits for nothing. Thread: any.
 */
public final class Repeats {
    private static final Duration SAID_EACH = Duration.ofMinutes(5);
    private static final int KINDS = 100;

    private final Clock clock;
    private final Map<String, Said> kinds = new HashMap<>();

    private record Said(Instant at, long leftOut) {}

    /** @param clock that says when one is due again */
    public Repeats(Clock clock) {
        this.clock = clock;
    }

    /**
     * Asks whether a message is to be said now.
     *
     * @param kind of the message; chosen by the program, never by who is outside
     * @return what to put at the end of the message, which may be empty text; empty if it is only to be counted
     */
    public synchronized Optional<String> next(String kind) {
        Instant now = clock.instant();
        Said before = kinds.get(kind);
        if (before != null && now.isBefore(before.at().plus(SAID_EACH))) {
            kinds.put(kind, new Said(before.at(), before.leftOut() + 1));
            return Optional.empty();
        }
        if (kinds.size() >= KINDS) {
            kinds.clear();
        }
        kinds.put(kind, new Said(now, 0));
        return Optional.of(
                before == null || before.leftOut() == 0
                        ? ""
                        : " (and " + before.leftOut() + " times more since " + before.at() + ")");
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.tls;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Warns a month, and again a week, before a certificate ends. Thread: any. */
public final class Ending {
    private static final Duration WARN_BEFORE = Duration.ofDays(30);
    private static final Duration WARN_AGAIN_BEFORE = Duration.ofDays(7);

    private Ending() {}

    /**
     * What an operator must be told, if anything. The same words until there is more to say.
     *
     * @param certificate what it is called in sentences
     */
    public static Optional<String> inWords(String certificate, Instant end, Instant now) {
        String how = now.isAfter(end)
                ? " has ended, at "
                : now.isAfter(end.minus(WARN_AGAIN_BEFORE)) ? " ends in less than a week, at " : " is good until ";
        return now.isBefore(end.minus(WARN_BEFORE))
                ? Optional.empty()
                : Optional.of(certificate + how + end + "; put a new one in its place, no restart is needed");
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.status.StatusItem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who passed a limit of the broker, for the status: one problem for each limit, until nobody has passed it
 * for ten minutes. The log gets a line when one begins.
 *
 * <p>Thread: any.
 */
final class LimitReport {
    private static final Logger LOG = LoggerFactory.getLogger(LimitReport.class);
    private static final Duration SHOWN = Duration.ofMinutes(10);

    private final Clock clock;
    private final Map<Limit, Entry> entries = new EnumMap<>(Limit.class);

    /**
     * @param who the last one
     * @param times since {@code since}
     */
    private record Entry(Instant since, Instant last, String who, long limit, long times) {}

    LimitReport(Clock clock) {
        this.clock = clock;
    }

    /** @param who an account, a client or an address, fit to be shown */
    synchronized void passed(Limit limit, String who, long allowed) {
        Instant now = clock.instant();
        Entry before = entries.get(limit);
        if (before == null || isOver(before, now)) {
            LOG.warn("{} reached the broker's limit of {} {}; see docs/limits.md", who, allowed, limit.what());
            entries.put(limit, new Entry(now, now, who, allowed, 1));
        } else {
            entries.put(limit, new Entry(before.since(), now, who, allowed, before.times() + 1));
        }
    }

    synchronized List<Problem> problems() {
        Instant now = clock.instant();
        entries.values().removeIf(entry -> isOver(entry, now));
        return entries.entrySet().stream()
                .map(entry -> problem(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static boolean isOver(Entry entry, Instant now) {
        return entry.last().plus(SHOWN).isBefore(now);
    }

    private static Problem problem(Limit limit, Entry entry) {
        return new Problem(
                limit.code(),
                entry.who() + " reached the broker's limit of " + entry.limit() + " " + limit.what()
                        + "; it was enforced " + entry.times() + " times. Look at that client, or "
                        + limit.remedy() + " (docs/limits.md)",
                entry.since());
    }
}

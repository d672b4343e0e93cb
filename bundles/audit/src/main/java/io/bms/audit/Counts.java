// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import io.bms.api.audit.AuditAct;
import io.bms.api.audit.AuditActor;
import io.bms.api.audit.AuditOutcome;
import io.bms.api.audit.AuditResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts acts that may come often: those that are equal, and end alike, are one record a first time, and one more at
 * the end of the hour if they came again. Beyond a number of different ones in an hour the rest of each action are
 * counted as one, without names, so that nobody fills the audit with names that he makes up.
 *
 * <p>Thread: any.
 */
final class Counts {
    /** Different ones in an hour that succeed: reads of those who are signed in. */
    static final int MOST = 1_000;

    /** Different ones in an hour that do not. */
    static final int MOST_REFUSED = 32;

    private static final Duration HOUR = Duration.ofHours(1);
    private static final AuditActor OTHERS = new AuditActor("others", AuditActor.Door.GATEWAY, Optional.empty());

    private final Clock clock;
    private final Map<Key, Tally> tallies = new LinkedHashMap<>();
    private Instant begun;
    private int refused;

    private record Key(AuditAct act, AuditResult result) {}

    /** @param unsaid since the last record of it */
    private record Tally(Optional<String> reason, long unsaid, boolean saidOnce) {}

    /** What is to be recorded. */
    record Counted(AuditAct act, AuditOutcome outcome) {}

    Counts(Clock clock) {
        this.clock = clock;
        begun = clock.instant();
    }

    synchronized void count(AuditAct act, AuditOutcome outcome) {
        Key exact = new Key(act, outcome.result());
        boolean refusal = outcome.result() != AuditResult.SUCCESS;
        boolean isNew = !tallies.containsKey(exact);
        Key key = exact;
        if (isNew && (refusal ? refused >= MOST_REFUSED : tallies.size() - refused >= MOST)) {
            key = new Key(new AuditAct(OTHERS, act.action(), ""), outcome.result());
        } else if (isNew && refusal) {
            refused++;
        }
        Tally before = tallies.getOrDefault(key, new Tally(outcome.reason(), 0, false));
        tallies.put(key, new Tally(before.reason(), before.unsaid() + 1, before.saidOnce()));
    }

    /** What is to be recorded now: the first of each, and all once the hour is over, or {@code anyway}. */
    synchronized List<Counted> take(boolean anyway) {
        Instant now = clock.instant();
        boolean over = anyway || !now.isBefore(begun.plus(HOUR)) || now.isBefore(begun);
        List<Counted> taken = new ArrayList<>();
        tallies.replaceAll((key, tally) -> {
            if (tally.unsaid() == 0 || tally.saidOnce() && !over) {
                return tally;
            }
            taken.add(new Counted(key.act(), outcome(key.result(), tally)));
            return new Tally(tally.reason(), 0, true);
        });
        if (over) {
            tallies.clear();
            refused = 0;
            begun = now;
        }
        return taken;
    }

    private static AuditOutcome outcome(AuditResult result, Tally tally) {
        String times = tally.unsaid() == 1 ? "" : tally.unsaid() + " times";
        String reason = tally.reason().orElse("");
        String both = times.isEmpty() || reason.isEmpty() ? times + reason : times + ": " + reason;
        return AuditOutcome.of(result, Optional.of(both).filter(text -> !text.isEmpty()));
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.audit;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An act as it is told, with what came of it.
 *
 * @param seq of the record that begins it; each is greater than all before
 * @param at when it began, by the gateway's clock
 * @param ended when its outcome was recorded; empty while there is none
 */
public record AuditEntry(long seq, Instant at, AuditAct act, AuditOutcome outcome, Optional<Instant> ended) {
    /** The name of its number. */
    public static final String NUMBER = "seq";

    /** The names of {@link #texts}, in their order. */
    public static final List<String> TEXTS =
            List.of("actor", "door", "from", "action", "object", "before", "after", "result", "reason");

    public AuditEntry {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(act, "act");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(ended, "ended");
    }

    /** All but number and times in words, one for each of {@link #TEXTS}; what is absent is empty. */
    public List<String> texts() {
        return List.of(
                act.actor().name(),
                act.actor().door().wireName(),
                act.actor().from().orElse(""),
                act.action(),
                act.object(),
                before().orElse(""),
                after().orElse(""),
                outcome.result().wireName(),
                outcome.reason().orElse(""));
    }

    /** What it was before, by the outcome or else by the act. */
    public Optional<String> before() {
        return outcome.before().or(act::before);
    }

    /** What it became, by the outcome or else by the act. */
    public Optional<String> after() {
        return outcome.after().or(act::after);
    }
}

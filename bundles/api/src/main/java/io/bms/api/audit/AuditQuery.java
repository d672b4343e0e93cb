// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.audit;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which acts somebody wants to see, the newest first.
 *
 * @param actor only those of this name
 * @param text only those whose action or object contains it, in whatever case
 * @param result only those that ended so
 * @param from not before
 * @param to before
 * @param below only those of a smaller number: the last one of the page before
 * @param limit 1 to {@value #MAX_LIMIT}
 */
public record AuditQuery(
        Optional<String> actor,
        Optional<String> text,
        Optional<AuditResult> result,
        Optional<Instant> from,
        Optional<Instant> to,
        OptionalLong below,
        int limit) {
    public static final int MAX_LIMIT = 1_000;

    public AuditQuery {
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(result, "result");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(below, "below");
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit " + limit + " is not in 1.." + MAX_LIMIT);
        }
    }

    /** The newest of all. */
    public static AuditQuery newest(int limit) {
        return new AuditQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                limit);
    }

    /** The next page, after the one that ends with this number. */
    public AuditQuery below(long seq) {
        return new AuditQuery(actor, text, result, from, to, OptionalLong.of(seq), limit);
    }
}

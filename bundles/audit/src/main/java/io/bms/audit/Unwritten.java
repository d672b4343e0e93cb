// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import io.bms.api.audit.AuditAct;
import io.bms.api.audit.AuditOutcome;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Something that is to be put to the chain. Its number is known once it is written.
 *
 * <p>Thread: made on any; all else on bms-audit-writer.
 */
final class Unwritten {
    private final Instant at;
    private final AuditAct act;
    private final Optional<AuditOutcome> outcome;
    private final Optional<Unwritten> intention;
    private final CompletableFuture<Boolean> written = new CompletableFuture<>();
    private OptionalLong seq = OptionalLong.empty();

    /** @param intention whose outcome this is */
    Unwritten(Instant at, AuditAct act, Optional<AuditOutcome> outcome, Optional<Unwritten> intention) {
        this.at = at;
        this.act = act;
        this.outcome = outcome;
        this.intention = intention;
    }

    /**
     * Completes with whether it is on the disk; with false as soon as that has failed once, though it may be written
     * later.
     */
    CompletableFuture<Boolean> written() {
        return written;
    }

    /** It, as the record of that number. An intention that was lost has no number; its outcome then stands for both. */
    ChainRecord as(long number) {
        seq = OptionalLong.of(number);
        return ChainRecord.of(
                number,
                at.toEpochMilli(),
                intention.map(begun -> begun.seq).orElse(OptionalLong.empty()),
                act,
                outcome);
    }

    /** It was not written after all. */
    void failed() {
        seq = OptionalLong.empty();
        written.complete(false);
    }

    void succeeded() {
        written.complete(true);
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import io.bms.api.audit.AuditAct;
import io.bms.api.audit.AuditCheckpoint;
import io.bms.api.audit.AuditEntry;
import io.bms.api.audit.AuditLog;
import io.bms.api.audit.AuditOutcome;
import io.bms.api.audit.AuditQuery;
import io.bms.api.audit.AuditVerdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Remembers what it is told, and completes at once; finds the entries that it was given. Thread: any. */
public final class FakeAudit implements AuditLog {
    /** One call: of an intention with no outcome. */
    public record Told(String how, AuditAct act, Optional<AuditOutcome> outcome) {}

    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final List<AuditEntry> entries = new CopyOnWriteArrayList<>();
    private volatile Supplier<CompletionStage<Boolean>> admitted = () -> CompletableFuture.completedFuture(true);
    private volatile Supplier<CompletionStage<Void>> ended = () -> CompletableFuture.completedFuture(null);

    /** What it was told, in that order. */
    public List<Told> told() {
        return List.copyOf(told);
    }

    /** The newest thing that it was told. */
    public Told last() {
        return told.get(told.size() - 1);
    }

    /** From now on nothing may be done. */
    public void refuse() {
        admits(() -> CompletableFuture.completedFuture(false));
    }

    /** What becomes of intentions from now on. */
    public void admits(Supplier<CompletionStage<Boolean>> now) {
        admitted = now;
    }

    /** What becomes of their outcomes from now on. */
    public void ends(Supplier<CompletionStage<Void>> now) {
        ended = now;
    }

    /** What it finds, the newest first, whatever the query. */
    public void keep(AuditEntry entry) {
        entries.add(entry);
    }

    @Override
    public Intention begin(AuditAct act) {
        told.add(new Told("begin", act, Optional.empty()));
        CompletionStage<Boolean> begun = admitted.get();
        return new Intention() {
            @Override
            public CompletionStage<Boolean> admitted() {
                return begun;
            }

            @Override
            public CompletionStage<Void> end(AuditOutcome outcome) {
                told.add(new Told("end", act, Optional.of(outcome)));
                return ended.get();
            }
        };
    }

    @Override
    public CompletionStage<Void> done(AuditAct act, AuditOutcome outcome) {
        told.add(new Told("done", act, Optional.of(outcome)));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void count(AuditAct act, AuditOutcome outcome) {
        told.add(new Told("count", act, Optional.of(outcome)));
    }

    @Override
    public List<AuditEntry> find(AuditQuery query) {
        return entries.stream()
                .filter(entry ->
                        query.below().isEmpty() || entry.seq() < query.below().getAsLong())
                .limit(query.limit())
                .toList();
    }

    /** The chain is whole unless a checkpoint is given. */
    @Override
    public AuditVerdict verify(Optional<AuditCheckpoint> known) {
        return new AuditVerdict(
                entries.size(),
                new AuditCheckpoint(entries.size(), "0".repeat(64), Instant.EPOCH),
                known.map(one -> "record " + one.seq() + " is another than that of the checkpoint"));
    }
}

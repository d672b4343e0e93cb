// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.command.Command.SetValueToPoint;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.WriteOutcome;
import io.bms.api.override.OverrideStore;
import io.bms.api.override.PointOverride;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.status.StatusItem;
import io.bms.monitoring.Held.Slot;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes within the operator's envelope, and knows what is not released yet. A write is on the disk before it
 * goes out, so that its lease ends even if the gateway crashes in between.
 * Thread: any; what waits for the disk bms-monitoring-site.
 */
final class Writes {
    private static final Logger LOG = LoggerFactory.getLogger(Writes.class);
    private final LaneParts parts;
    private final PointRequests pointRequests;
    private final OverrideStore store;
    private final Executor siteThread;
    private final Map<Slot, Held> known = new ConcurrentHashMap<>();
    /** What is known of each slot that has writes without an answer. Used by the site thread. */
    private final Map<Slot, Settled> settled = new HashMap<>();

    private final Leases leases;

    Writes(LaneParts parts, PointRequests pointRequests, OverrideStore store, Executor siteThread) {
        this.parts = parts;
        this.pointRequests = pointRequests;
        this.store = store;
        this.siteThread = siteThread;
        leases = new Leases(parts, known, slot -> release(slot, true).thenApply(result -> stays(result, slot)));
        store.all()
                .forEach(override -> hold(Held.of(
                        override, parts.clock().instant(), parts.thread().nanos())));
    }

    /**
     * What a slot holds by the answers so far, whatever was sent since.
     *
     * @param underWay writes without an answer, one at least
     */
    private record Settled(Optional<Held> held, int underWay) {}

    List<PointOverride> list() {
        Instant now = parts.clock().instant();
        long nanos = parts.thread().nanos();
        return known.values().stream()
                .map(held -> held.shown(now, nanos))
                .sorted(Comparator.comparing(PointOverride::pointId).thenComparing(PointOverride::priority))
                .toList();
    }

    CompletionStage<CommandResult> write(SetValueToPoint command) {
        Slot slot = new Slot(command.pointId(), command.priority());
        Optional<Failure> refusal = parts.settings().envelope().refusal(command, known.containsKey(slot));
        if (refusal.isPresent()) {
            return CompletableFuture.completedFuture(new CommandResult.Failed(refusal.get()));
        }
        if (command.preview()) {
            return pointRequests.write(command, Optional.empty()).thenApply(outcome -> result(outcome, slot));
        }
        if (command.value().equals(PointValue.NULL)) {
            return release(slot, false);
        }
        if (!pointRequests.knows(command.pointId())) {
            return pointRequests.write(command, Optional.empty()).thenApply(outcome -> result(outcome, slot));
        }
        Instant now = parts.clock().instant();
        Held held = Held.of(
                new PointOverride(
                        command.pointId(),
                        command.priority(),
                        command.value(),
                        now,
                        parts.settings().envelope().lease(command).map(now::plus),
                        replaced(command.pointId())),
                now,
                parts.thread().nanos());
        return inOrder(answer -> {
            Settled before = settled.getOrDefault(slot, new Settled(Optional.ofNullable(known.get(slot)), 0));
            put(held);
            settled.put(slot, new Settled(before.held(), before.underWay() + 1));
            pointRequests.write(command, Optional.empty()).thenAccept(outcome -> {
                onSiteThread(() -> settle(held, outcome));
                answer.complete(result(outcome, slot, held.override().until()));
            });
        });
    }

    private static CommandResult result(WriteOutcome outcome, Slot slot) {
        return result(outcome, slot, Optional.empty());
    }

    /** @param until when it is released, if it can be */
    private static CommandResult result(WriteOutcome outcome, Slot slot, Optional<Instant> until) {
        return outcome instanceof WriteOutcome.Written written
                ? new CommandResult.Written(
                        written.readBack(),
                        slot.priority(),
                        written.effective(),
                        written.winningPriority(),
                        written.replaced(),
                        until.filter(at -> written.replaced().isEmpty()))
                : new CommandResult.Failed(((WriteOutcome.Refused) outcome).failure());
    }

    /** What was in a point before the gateway first wrote to it, where it cannot be released. */
    private Optional<PointValue> replaced(PointId pointId) {
        return known.values().stream()
                .map(Held::override)
                .filter(override -> override.pointId().equals(pointId))
                .flatMap(override -> override.replaced().stream())
                .findFirst();
    }

    /**
     * A write to the slot that was sent later decides what is listed; until its answer this one is what it falls back
     * to.
     */
    private void settle(Held held, WriteOutcome outcome) {
        Slot slot = held.slot();
        Settled before = settled.remove(slot);
        Optional<Held> left = left(held, before.held(), outcome);
        if (before.underWay() > 1) {
            settled.put(slot, new Settled(left, before.underWay() - 1));
        }
        if (!held.isOfSameWrite(known.get(slot))) {
            return;
        }
        if (outcome instanceof WriteOutcome.Written written
                && written.replaced().isPresent()) {
            // Without a priority array there is one value, whatever the priority.
            known.keySet().stream()
                    .filter(other -> other.pointId().equals(slot.pointId()) && !other.equals(slot))
                    .forEach(this::remove);
        }
        if (left.isEmpty()) {
            remove(slot);
        } else if (!left.get().equals(known.get(slot))) {
            put(left.get());
        }
    }

    /**
     * What a write has left in its slot: the value as the device keeps it, what was there before, or one of the two.
     */
    private static Optional<Held> left(Held held, Optional<Held> before, WriteOutcome outcome) {
        Held now = held.with(held.override().replaced().or(outcome::replaced));
        if (outcome instanceof WriteOutcome.Written written) {
            Held kept = written.kept().map(now::with).orElse(now);
            boolean isAsBefore =
                    written.effective() && kept.override().replaced().equals(Optional.of(written.readBack()));
            return isAsBefore ? Optional.empty() : Optional.of(kept);
        }
        return ((WriteOutcome.Refused) outcome).undecided() ? Optional.of(now.unsure()) : before;
    }

    /** As {@link io.bms.api.monitoring.Monitoring#release} says. */
    CompletionStage<Optional<Failure>> release(Predicate<PointId> points) {
        return releaseEach(list().stream()
                .filter(override -> points.test(override.pointId()))
                .map(Slot::of)
                .iterator());
    }

    private CompletionStage<Optional<Failure>> releaseEach(Iterator<Slot> slots) {
        if (!slots.hasNext()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Slot slot = slots.next();
        return release(slot, true).thenCompose(result -> stays(result, slot)
                .map(failure -> CompletableFuture.<Optional<Failure>>completedFuture(
                        Optional.of(Unreleased.asCondition(slot, failure))))
                .orElseGet(() -> releaseEach(slots).toCompletableFuture()));
    }

    /** Forgets a slot; the device is not asked. */
    CompletionStage<Boolean> drop(PointId pointId, int priority) {
        Slot slot = new Slot(pointId, priority);
        if (!known.containsKey(slot)) {
            return CompletableFuture.completedFuture(false);
        }
        try {
            return CompletableFuture.runAsync(() -> remove(slot), siteThread).thenApply(done -> true);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("monitoring is being replaced; try again in a few seconds", e));
        }
    }

    /**
     * Why the slot still counts as held after this result of a release; empty where it does not: it was seen empty, or
     * with a value that somebody else wrote.
     */
    private static Optional<Failure> stays(CommandResult result, Slot slot) {
        if (result instanceof CommandResult.Written written && !written.effective()) {
            return Optional.of(new Failure(
                    ErrorCode.DEVICE_ERROR,
                    "the device has accepted that, but does not show priority " + slot.priority() + " empty"));
        }
        return result.failure().filter(failure -> failure.code() != ErrorCode.CONFLICT);
    }

    /** @param onlyOwn leave what somebody else has written there since */
    private CompletionStage<CommandResult> release(Slot slot, boolean onlyOwn) {
        return inOrder(answer -> {
            Optional<Held> released = Optional.ofNullable(known.get(slot));
            Optional<PointValue> own = released.filter(held -> onlyOwn && held.sure())
                    .map(held -> held.override().value());
            pointRequests
                    .write(new SetValueToPoint(slot.pointId(), PointValue.NULL, slot.priority()), own)
                    .thenAccept(outcome -> {
                        CommandResult result = outcome instanceof WriteOutcome.Refused refused
                                ? new CommandResult.Failed(Unreleased.asked(slot, released, refused.failure()))
                                : result(outcome, slot);
                        if (stays(result, slot).isEmpty()) {
                            released.ifPresent(held -> onSiteThread(() -> forget(held)));
                        }
                        answer.complete(result);
                    });
        });
    }

    /** What was written to the slot since is not released by that. */
    private void forget(Held released) {
        if (released.isOfSameWrite(known.get(released.slot()))) {
            remove(released.slot());
        }
        settled.computeIfPresent(
                released.slot(),
                (slot, now) -> now.held().filter(released::isOfSameWrite).isPresent()
                        ? new Settled(Optional.empty(), now.underWay())
                        : now);
    }

    /** Called on the lane thread. */
    void sweep() {
        leases.sweep();
    }

    List<StatusItem.Problem> problems() {
        return leases.problems();
    }

    private void put(Held held) {
        store.put(held.override());
        hold(held);
    }

    private void hold(Held held) {
        known.put(held.slot(), held);
    }

    private void remove(Slot slot) {
        store.remove(slot.pointId(), slot.priority());
        known.remove(slot);
    }

    /**
     * Writes and releases go to the lanes by the site thread, in the order in which they came; those before may have no
     * answer yet.
     */
    private CompletionStage<CommandResult> inOrder(Consumer<CompletableFuture<CommandResult>> task) {
        CompletableFuture<CommandResult> answer = new CompletableFuture<>();
        return onSiteThread(() -> task.accept(answer), answer)
                ? answer
                : CompletableFuture.completedFuture(new CommandResult.Failed(
                        ErrorCode.BUSY, "monitoring is being replaced; send the command again in a few seconds"));
    }

    private void onSiteThread(Runnable task) {
        onSiteThread(task, new CompletableFuture<>());
    }

    /** @param answer gets the failure if the disk does not take it */
    private boolean onSiteThread(Runnable task, CompletableFuture<CommandResult> answer) {
        try {
            siteThread.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) { // the site thread's outermost frame
                    LOG.error("an override could not be stored", e);
                    answer.complete(
                            new CommandResult.Failed(
                                    ErrorCode.INTERNAL,
                                    "the override could not be stored, so"
                                            + " nothing was written; check the free space of the gateway's disk, and send it again"));
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }
}

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
import io.bms.monitoring.Held.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 */
final class Overrides {
    private static final Logger LOG = LoggerFactory.getLogger(Overrides.class);
    /** A device that could not be asked to release is asked again so much later. */
    private static final Duration RETRY = Duration.ofSeconds(30);
    /** What can not be released later either. */
    private static final Set<ErrorCode> NOTHING_TO_RELEASE =
            EnumSet.of(ErrorCode.NOT_WRITABLE, ErrorCode.UNKNOWN_POINT, ErrorCode.CONFLICT);

    private final Surroundings around;
    private final PointAccess access;
    private final OverrideStore store;
    private final Executor siteThread;
    private final Map<Slot, Held> known = new ConcurrentHashMap<>();
    /** When an expired one may be tried again, by the lane thread's clock; its alone. */
    private final Map<Slot, Long> tried = new HashMap<>();

    Overrides(Surroundings around, PointAccess access, OverrideStore store, Executor siteThread) {
        this.around = around;
        this.access = access;
        this.store = store;
        this.siteThread = siteThread;
        store.all()
                .forEach(override -> hold(Held.of(
                        override, around.clock().instant(), around.thread().nanos())));
    }

    List<PointOverride> list() {
        Instant now = around.clock().instant();
        long nanos = around.thread().nanos();
        return known.values().stream()
                .map(held -> held.shown(now, nanos))
                .sorted(Comparator.comparing(PointOverride::pointId).thenComparing(PointOverride::priority))
                .toList();
    }

    CompletionStage<CommandResult> write(SetValueToPoint command) {
        Slot slot = new Slot(command.pointId(), command.priority());
        Optional<Failure> refusal = around.settings().envelope().refusal(command, known.containsKey(slot));
        if (refusal.isPresent()) {
            return CompletableFuture.completedFuture(new CommandResult.Failed(refusal.get()));
        }
        if (command.value().equals(PointValue.NULL)) {
            return release(slot, false);
        }
        if (!access.knows(command.pointId())) {
            return access.write(command, Optional.empty()).thenApply(outcome -> result(outcome, slot));
        }
        Instant now = around.clock().instant();
        Held held = Held.of(
                new PointOverride(
                        command.pointId(),
                        command.priority(),
                        command.value(),
                        now,
                        around.settings().envelope().lease().map(now::plus)),
                now,
                around.thread().nanos());
        return inOrder(answer -> {
            Optional<Held> before = Optional.ofNullable(known.get(slot));
            put(held);
            access.write(command, Optional.empty()).thenAccept(outcome -> {
                onSiteThread(() -> settle(held, before, outcome));
                answer.complete(result(outcome, slot));
            });
        });
    }

    private static CommandResult result(WriteOutcome outcome, Slot slot) {
        return outcome instanceof WriteOutcome.Written written
                ? new CommandResult.Written(
                        written.readBack(), slot.priority(), written.effective(), written.winningPriority())
                : new CommandResult.Failed(((WriteOutcome.Refused) outcome).failure());
    }

    /** What a write has left in its slot: the value as the device keeps it, what was there before, or one of the two. */
    private void settle(Held held, Optional<Held> before, WriteOutcome outcome) {
        if (!held.isOfSameWrite(known.get(held.slot()))) {
            return;
        }
        if (outcome instanceof WriteOutcome.Written written) {
            written.kept().ifPresent(value -> put(held.with(value)));
        } else if (((WriteOutcome.Refused) outcome).undecided()) {
            hold(held.unsure());
        } else {
            before.ifPresentOrElse(this::put, () -> remove(held.slot()));
        }
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
        return release(slot, true).thenCompose(result -> stillHeld(result)
                .map(failure -> CompletableFuture.<Optional<Failure>>completedFuture(Optional.of(kept(slot, failure))))
                .orElseGet(() -> releaseEach(slots).toCompletableFuture()));
    }

    private static Failure kept(Slot slot, Failure why) {
        return new Failure(
                why.code(),
                "what the gateway wrote to " + slot.pointId() + " at priority " + slot.priority()
                        + " could not be released: " + why.message()
                        + ". Try again when its device answers, or give the value up with"
                        + " bms:override-drop " + slot.pointId() + " " + slot.priority());
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

    /** Why the device may still hold the value after this result of a release, if it may. */
    private static Optional<Failure> stillHeld(CommandResult result) {
        return result.failure().filter(failure -> !NOTHING_TO_RELEASE.contains(failure.code()));
    }

    /** @param onlyOwn leave what somebody else has written there since */
    private CompletionStage<CommandResult> release(Slot slot, boolean onlyOwn) {
        return inOrder(answer -> {
            Optional<Held> released = Optional.ofNullable(known.get(slot));
            Optional<PointValue> own = released.filter(held -> onlyOwn && held.sure())
                    .map(held -> held.override().value());
            access.write(new SetValueToPoint(slot.pointId(), PointValue.NULL, slot.priority()), own)
                    .thenAccept(outcome -> {
                        CommandResult result = result(outcome, slot);
                        if (stillHeld(result).isEmpty()) {
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
    }

    /** Releases what has had its time. Called on the lane thread. */
    void sweep() {
        long now = around.thread().nanos();
        tried.values().removeIf(again -> again - now <= 0);
        known.forEach((slot, held) -> {
            if (held.hasEnded(now)
                    && !tried.containsKey(slot)
                    && around.drivers().current().isPresent()) {
                tried.put(slot, now + RETRY.toNanos());
                release(slot, true)
                        .thenAccept(result -> LOG.info(
                                "the lease of {} at priority {} has ended: {}",
                                slot.pointId(),
                                slot.priority(),
                                result.failure().map(Failure::message).orElse("released")));
            }
        });
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

    /** Writes and releases go to the lanes by the site thread, so that each knows what those before it left. */
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

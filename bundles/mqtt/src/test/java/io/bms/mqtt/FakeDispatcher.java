// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.audit.AuditActor;
import io.bms.api.command.Command;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import io.bms.api.command.RemoteRequest;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.monitoring.MonitoringStatus;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/** Carries everything out at once, unless held; answers a repeat with the first one's response. */
public final class FakeDispatcher implements CommandDispatcher {
    private final List<RemoteRequest> carriedOut = new CopyOnWriteArrayList<>();
    private final Map<String, CompletionStage<List<String>>> answers = new ConcurrentHashMap<>();
    private final List<Undelivered> undelivered = new CopyOnWriteArrayList<>();
    private final List<String> answered = new CopyOnWriteArrayList<>();
    private final List<Runnable> toRecord = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> gate = new CompletableFuture<>();

    /** One that carries nothing out before {@link #release}. */
    public static FakeDispatcher held() {
        return new FakeDispatcher();
    }

    public static FakeDispatcher open() {
        FakeDispatcher dispatcher = new FakeDispatcher();
        dispatcher.release();
        return dispatcher;
    }

    public void release() {
        record();
        gate.complete(null);
    }

    /** What was taken is on disk, and carried out later. */
    void record() {
        toRecord.forEach(Runnable::run);
        toRecord.clear();
    }

    /** Whether any were taken. */
    public boolean hasSome() {
        return !answers.isEmpty();
    }

    public List<RemoteRequest> carriedOut() {
        return List.copyOf(carriedOut);
    }

    @Override
    public CompletionStage<CommandResult> dispatch(
            AuditActor by, Command command, Consumer<DiscoveryProgress> progress) {
        return CompletableFuture.completedFuture(new CommandResult.Monitored(MonitoringStatus.ACTIVE));
    }

    @Override
    public CompletionStage<List<String>> dispatchOnce(
            RemoteRequest request,
            Function<CommandResult, List<String>> encode,
            Consumer<DiscoveryProgress> progress,
            Runnable recorded) {
        toRecord.add(recorded);
        if (gate.isDone()) {
            record();
        }
        return answers.computeIfAbsent(
                request.command().name() + request.commandId(),
                key -> gate.thenApply(nothing -> {
                    carriedOut.add(request);
                    progress.accept(new DiscoveryProgress(50, "half way", 0, OptionalInt.empty()));
                    return encode.apply(new CommandResult.Monitored(MonitoringStatus.ACTIVE));
                }));
    }

    /** What an earlier run left unanswered. */
    void leftUnanswered(Undelivered one) {
        undelivered.add(one);
    }

    @Override
    public CompletionStage<List<Undelivered>> undelivered(BiFunction<String, CommandResult, List<String>> encode) {
        return CompletableFuture.completedFuture(List.copyOf(undelivered));
    }

    @Override
    public void delivered(String name, String commandId) {
        undelivered.removeIf(one -> one.commandId().equals(commandId));
        answered.add(commandId);
    }

    /** Ids of those whose answer has arrived. */
    List<String> answered() {
        return List.copyOf(answered);
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.command;

import io.bms.api.ErrorCode;
import io.bms.api.command.Command;
import io.bms.api.command.CommandDispatcher.Undelivered;
import io.bms.api.command.CommandLedger;
import io.bms.api.command.CommandResult;
import io.bms.api.command.RemoteRequest;
import io.bms.api.driver.DiscoveryProgress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds that a request is carried out at most once (docs/wire.md, "Once"), and not when it is too old.
 * One thread, so that {@code running} needs no lock. Thread: bms-command-ledger; {@link #submit}: any.
 */
final class OnceOnly {
    static final Duration MAX_AGE = Duration.ofMinutes(5);
    static final Duration MEMORY = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(OnceOnly.class);
    private static final Duration CLEANING = Duration.ofMinutes(1);

    private final CommandLedger ledger;
    private final Runner runner;
    private final Executor ledgerThread;
    private final Clock clock;
    private final Map<PendingCommand.Key, PendingCommand> running = new HashMap<>();
    private Instant cleaned = Instant.MIN;

    /** Carries out what is to be carried out. */
    interface Runner {
        /** Completes normally, on any thread. */
        CompletableFuture<CommandResult> run(RemoteRequest request, Consumer<DiscoveryProgress> progress);
    }

    OnceOnly(CommandLedger ledger, Runner runner, Executor ledgerThread, Clock clock) {
        this.ledger = ledger;
        this.runner = runner;
        this.ledgerThread = ledgerThread;
        this.clock = clock;
    }

    CompletionStage<List<String>> submit(
            RemoteRequest request,
            Function<CommandResult, List<String>> encode,
            Consumer<DiscoveryProgress> progress,
            Runnable recorded) {
        PendingCommand pending = new PendingCommand(request, encode, progress, recorded, new CompletableFuture<>());
        onLedgerThread(pending, () -> begin(pending));
        return pending.answer();
    }

    /** What a crash, or the end of the one who was to send it, left unanswered. */
    CompletionStage<List<Undelivered>> undelivered(BiFunction<String, CommandResult, List<String>> encode) {
        return CompletableFuture.supplyAsync(
                () -> ledger.undelivered().stream()
                        .filter(entry -> !entry.returnAddress().isEmpty())
                        .filter(entry -> !running.containsKey(new PendingCommand.Key(entry.name(), entry.commandId())))
                        .map(entry -> new Undelivered(
                                entry.name(), entry.commandId(), entry.returnAddress(), response(entry, encode)))
                        .toList(),
                ledgerThread);
    }

    private List<String> response(CommandLedger.Entry entry, BiFunction<String, CommandResult, List<String>> encode) {
        if (!entry.response().isEmpty()) {
            return entry.response();
        }
        List<String> payloads = List.copyOf(encode.apply(entry.commandId(), interrupted(entry.name())));
        ledger.finish(entry.name(), entry.commandId(), payloads);
        LOG.warn("{} {} was interrupted by a restart; its sender is told so", entry.name(), entry.commandId());
        return payloads;
    }

    void delivered(String name, String commandId) {
        try {
            ledgerThread.execute(() -> ledger.delivered(name, commandId));
        } catch (RejectedExecutionException e) {
            LOG.debug("{} {} may be answered twice", name, commandId);
        }
    }

    private void begin(PendingCommand pending) {
        if (!pending.request().command().isOnceOnly()) {
            repeatable(pending);
            return;
        }
        Instant now = clock.instant();
        if (!cleaned.plus(CLEANING).isAfter(now)) {
            ledger.forget(now.minus(MEMORY));
            cleaned = now;
        }
        RemoteRequest request = pending.request();
        Optional<CommandLedger.Entry> known = ledger.begin(
                request.command().name(), request.commandId(), request.digest(), request.returnAddress(), now);
        pending.recorded().run();
        PendingCommand first = running.get(pending.key());
        if (first != null) {
            joinOrRefuse(pending, first);
        } else if (known.isPresent()) {
            repeat(pending, known.get());
        } else if (isExpired(request, now)) {
            record(pending, expired(request));
        } else {
            running.put(pending.key(), pending);
            carryOut(pending, result -> finish(pending, result));
        }
    }

    /** Whoever waits is answered, even if the runner breaks its contract. */
    private void carryOut(PendingCommand pending, Consumer<CommandResult> then) {
        CompletableFuture<CommandResult> run;
        try {
            run = runner.run(pending.request(), pending.progress());
        } catch (RuntimeException broken) {
            run = CompletableFuture.failedFuture(broken);
        }
        run.whenComplete((result, broken) ->
                onLedgerThread(pending, () -> then.accept(broken == null ? result : defect(pending, broken))));
    }

    private static CommandResult defect(PendingCommand pending, Throwable broken) {
        RemoteRequest request = pending.request();
        LOG.error("{} {} broke", request.command().name(), request.commandId(), broken);
        return new CommandResult.Failed(
                ErrorCode.INTERNAL,
                "the command failed by a defect of the gateway, and may or may not have taken effect; its log has the"
                        + " details, please report them");
    }

    /** It only reads, so it is carried out each time and leaves no record. */
    private void repeatable(PendingCommand pending) {
        RemoteRequest request = pending.request();
        if (isExpired(request, clock.instant())) {
            pending.complete(expired(request));
        } else {
            carryOut(pending, pending::complete);
        }
    }

    private void finish(PendingCommand pending, CommandResult result) {
        running.remove(pending.key());
        record(pending, result);
    }

    /** What the ledger cannot keep is answered all the same: the caller must know what was done. */
    private void record(PendingCommand pending, CommandResult result) {
        List<String> payloads = List.copyOf(pending.encode().apply(result));
        try {
            ledger.finish(pending.request().command().name(), pending.request().commandId(), payloads);
        } finally {
            pending.answer().complete(payloads);
        }
    }

    private static void joinOrRefuse(PendingCommand pending, PendingCommand first) {
        if (first.request().digest().equals(pending.request().digest())) {
            first.answer().whenComplete((payloads, failure) -> {
                if (failure == null) {
                    pending.answer().complete(payloads);
                } else {
                    pending.answer().completeExceptionally(failure);
                }
            });
        } else {
            pending.complete(reused(pending));
        }
    }

    private void repeat(PendingCommand pending, CommandLedger.Entry known) {
        if (!known.digest().equals(pending.request().digest())) {
            pending.complete(reused(pending));
        } else if (known.response().isEmpty()) {
            record(pending, interrupted(known.name()));
        } else {
            pending.answer().complete(known.response());
        }
    }

    private static CommandResult interrupted(String command) {
        String next = command.equals(Command.GetConfig.NAME)
                ? "look at the configuration and send it with a new command_id; a search goes on from what it had found"
                : "look at the point or state and send a new command_id";
        return new CommandResult.Failed(
                ErrorCode.INTERNAL,
                "the command was interrupted by a restart of the gateway, and may or may not have taken effect; it was"
                        + " not carried out again; " + next);
    }

    private static CommandResult reused(PendingCommand pending) {
        return new CommandResult.Failed(
                ErrorCode.INVALID_REQUEST,
                "command_id '" + pending.request().commandId() + "' stands for another request of the last "
                        + MEMORY.toMinutes() + " minutes; choose a new one");
    }

    private static CommandResult expired(RemoteRequest request) {
        return new CommandResult.Failed(
                ErrorCode.EXPIRED,
                "the request was made at "
                        + request.timestamp().orElseThrow() + ", more than " + MAX_AGE.toMinutes()
                        + " minutes ago; check the sender's clock and send it again with a new command_id");
    }

    private static boolean isExpired(RemoteRequest request, Instant now) {
        return request.timestamp()
                .filter(made -> made.plus(MAX_AGE).isBefore(now))
                .isPresent();
    }

    private void onLedgerThread(PendingCommand pending, Runnable step) {
        try {
            ledgerThread.execute(() -> {
                try {
                    step.run();
                } catch (RuntimeException e) {
                    pending.fail(e);
                }
            });
        } catch (RejectedExecutionException e) {
            pending.complete(new CommandResult.Failed(
                    ErrorCode.BUSY, "the gateway is stopping; send the command again in a minute"));
        }
    }
}

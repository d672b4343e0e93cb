// SPDX-License-Identifier: GPL-3.0-only
package io.bms.command;

import io.bms.api.ErrorCode;
import io.bms.api.alarm.AlarmAction;
import io.bms.api.command.Command;
import io.bms.api.command.CommandHandler;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DiscoveryProgress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a handler so that an answer always comes: where there is none, where it throws, where it never
 * completes, and when the gateway stops in the middle. Thread: bms-command-handler; {@link #run}: any.
 */
final class HandlerRunner {
    /** Beyond every handler's own deadline; the longest of them is a discovery of ten minutes. */
    static final Duration DEADLINE = Duration.ofMinutes(11);

    private static final Logger LOG = LoggerFactory.getLogger(HandlerRunner.class);

    /** What to do after a command that only reads has failed. */
    private static final String AGAIN = "nothing was changed, send it again";

    private final Handlers handlers;
    private final ScheduledExecutorService executor;
    private final Map<CompletableFuture<CommandResult>, Command> running = new ConcurrentHashMap<>();

    HandlerRunner(Handlers handlers, ScheduledExecutorService executor) {
        this.handlers = handlers;
        this.executor = executor;
    }

    /** Completes normally, by {@link #DEADLINE} at the latest, on any thread. */
    CompletableFuture<CommandResult> run(Command command, Consumer<DiscoveryProgress> progress) {
        CompletableFuture<CommandResult> result = new CompletableFuture<>();
        try {
            Future<?> deadline =
                    executor.schedule(() -> giveUp(command, result), DEADLINE.toNanos(), TimeUnit.NANOSECONDS);
            running.put(result, command);
            result.whenComplete((ignored, none) -> {
                deadline.cancel(false);
                running.remove(result);
            });
            executor.execute(() -> call(command, progress, result));
        } catch (RejectedExecutionException e) {
            result.complete(stopped(command));
        }
        return result;
    }

    /** Answers what still runs, so that its callers hear of it and the ledger has it. */
    void close() {
        running.forEach((result, command) -> result.complete(stopped(command)));
    }

    private void call(Command command, Consumer<DiscoveryProgress> progress, CompletableFuture<CommandResult> result) {
        try {
            Optional<CommandHandler> handler = handlers.find(command.name());
            if (handler.isEmpty()) {
                result.complete(nobody(command));
                return;
            }
            handler.get()
                    .handle(command, progress)
                    .whenComplete((value, failure) ->
                            result.complete(failure == null && value != null ? value : defect(command, failure)));
        } catch (RuntimeException e) {
            result.complete(defect(command, e));
        }
    }

    private static void giveUp(Command command, CompletableFuture<CommandResult> result) {
        LOG.error("{} was not answered within {}", command.name(), DEADLINE);
        result.complete(new CommandResult.Failed(
                ErrorCode.INTERNAL,
                command.name() + " was not answered within " + DEADLINE.toMinutes() + " minutes; "
                        + (command.isOnceOnly() ? "look at the state before sending it again" : AGAIN)));
    }

    private static CommandResult defect(Command command, Throwable cause) {
        LOG.error("the handler of {} broke its contract", command.name(), cause);
        return new CommandResult.Failed(
                ErrorCode.INTERNAL,
                command.name() + " failed by a defect of the gateway; its log has the details, please report them");
    }

    private static CommandResult nobody(Command command) {
        String feature =
                switch (command.name()) {
                    case Command.Reboot.NAME -> "bms-heartbeat";
                    case Command.GetHistory.NAME -> "bms-timeseries";
                    case Command.GetAlarms.NAME,
                            AlarmAction.Acknowledge.COMMAND,
                            AlarmAction.Resolve.COMMAND,
                            AlarmAction.Shelve.COMMAND,
                            AlarmAction.Note.COMMAND -> "bms-alarm";
                    default -> "bms-core";
                };
        return new CommandResult.Failed(
                ErrorCode.NOT_CONFIGURED,
                "nothing here carries out " + command.name() + "; run feature:install " + feature + " on the gateway");
    }

    private static CommandResult stopped(Command command) {
        return new CommandResult.Failed(
                ErrorCode.INTERNAL,
                "the gateway stopped before the command was answered; "
                        + (command.isOnceOnly() ? "look at the point or state and send a new command_id" : AGAIN));
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.audit.AuditActor;
import io.bms.api.command.Command;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for what the gateway answers, since whoever typed a command waits too. */
final class Results {
    private static final Logger LOG = LoggerFactory.getLogger(Results.class);
    /** Longer than anything the gateway itself waits for, but a discovery. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private Results() {}

    static <T> T await(CompletionStage<T> stage, Duration patience) throws Refused, InterruptedException {
        try {
            return stage.toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("a command of the shell had no answer within {} s", patience.toSeconds());
            throw new Refused("The gateway did not answer within " + patience.toSeconds() + " s; look at its log.");
        } catch (ExecutionException e) {
            LOG.error("a command of the shell failed", e.getCause());
            throw new Refused("The gateway failed: " + e.getCause() + "; its log has the details.");
        }
    }

    /** Has a command carried out for whoever typed it, and waits for {@link #PATIENCE} at most. */
    static CommandResult ask(CommandDispatcher dispatcher, AuditActor by, Command command)
            throws Refused, InterruptedException {
        return await(dispatcher.dispatch(by, command, progress -> {}), PATIENCE);
    }

    /** The result as {@code type}; anything else is a failure that is said. */
    static <T extends CommandResult> T expect(Class<T> type, CommandResult result) throws Refused {
        if (type.isInstance(result)) {
            return type.cast(result);
        }
        throw result.failure().map(Refused::new).orElseGet(() -> new Refused("The gateway answered " + result + "."));
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.heartbeat;

import io.bms.api.ErrorCode;
import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restarts the process: first the answer, then the farewell, then the end.
 * Thread: any; it leaves on bms-heartbeat.
 */
final class Reboot {
    /** What the answer takes to reach the ledger and the broker before the farewell overtakes it. */
    static final Duration LEAST_DELAY = Duration.ofMillis(500);
    /** How long the farewell may take. */
    static final Duration FAREWELL = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Reboot.class);

    private final ScheduledExecutorService thread;
    private final Supplier<CompletionStage<Void>> farewell;
    private final Runnable restart;
    private final AtomicBoolean begun = new AtomicBoolean();

    /**
     * @param farewell says offline; called on {@code thread}
     * @param restart ends the process so that it is started again; returns at once
     */
    Reboot(ScheduledExecutorService thread, Supplier<CompletionStage<Void>> farewell, Runnable restart) {
        this.thread = thread;
        this.farewell = farewell;
        this.restart = restart;
    }

    CompletionStage<CommandResult> begin(Command.Reboot command) {
        if (!begun.compareAndSet(false, true)) {
            return CompletableFuture.completedFuture(new CommandResult.Failed(
                    ErrorCode.BUSY, "a reboot is under way; wait for status/update with another boot_id"));
        }
        Duration delay = command.delay().compareTo(LEAST_DELAY) < 0 ? LEAST_DELAY : command.delay();
        LOG.info("reboot in {}", delay);
        thread.schedule(this::leave, delay.toNanos(), TimeUnit.NANOSECONDS);
        return CompletableFuture.completedFuture(new CommandResult.Rebooting(command.delay()));
    }

    private void leave() {
        CompletableFuture<Void> said = new CompletableFuture<>();
        said.thenRun(restart);
        thread.schedule(() -> said.complete(null), FAREWELL.toNanos(), TimeUnit.NANOSECONDS);
        farewell.get().whenComplete((none, failure) -> said.complete(null));
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.command;

import io.bms.api.audit.AuditActor;
import io.bms.api.driver.DiscoveryProgress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Brings a command to its handler. Thread: any; returns at once. Stages complete normally, also for
 * failures, on a thread of the dispatcher's.
 */
@ProviderType
public interface CommandDispatcher {
    /**
     * For callers inside the process (shell, REST), who cannot repeat themselves by accident.
     *
     * @param by who asks for it, for the audit
     */
    CompletionStage<CommandResult> dispatch(AuditActor by, Command command, Consumer<DiscoveryProgress> progress);

    /**
     * For requests that may arrive more than once (docs/wire.md, "Once"): the key is the command's name
     * and id, remembered for ten minutes after the last repeat, and over a crash. A repeat gets the first one's
     * response; while the first runs it waits for it; with another payload it is refused; after a crash in between it
     * is told so and not carried out again.
     *
     * @param encode makes the response's payloads of a result, at least one; called once for a request
     *     that is carried out or refused here
     * @param recorded run on a thread of the dispatcher's once the request is on disk, so that its sender may
     *     forget it; not run for what leaves no record, as a command that only reads. It must not wait
     * @return the payloads to send, in order; the record of them is on disk before it completes
     */
    CompletionStage<List<String>> dispatchOnce(
            RemoteRequest request,
            Function<CommandResult, List<String>> encode,
            Consumer<DiscoveryProgress> progress,
            Runnable recorded);

    /**
     * Answers that are still to be sent: of commands that were done when the process or the caller ended, and of
     * those that its end interrupted, which are told so and not carried out again. What runs now is not among
     * them, nor what has no return address.
     *
     * @param encode makes payloads for a command id and the result of an interrupted command
     */
    CompletionStage<List<Undelivered>> undelivered(BiFunction<String, CommandResult, List<String>> encode);

    /** The answer has arrived: it is not among the {@link #undelivered} any longer. Returns at once. */
    void delivered(String name, String commandId);

    /** An answer with the address that its request gave. */
    record Undelivered(String name, String commandId, String returnAddress, List<String> payloads) {
        public Undelivered {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(commandId, "commandId");
            Objects.requireNonNull(returnAddress, "returnAddress");
            payloads = List.copyOf(payloads);
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.command;

import io.bms.api.driver.DiscoveryProgress;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;

/** Carries out commands; provided by the bundle that owns the thing. A whiteboard service. */
@ConsumerType
public interface CommandHandler {
    /** Names of the commands it carries out. */
    Set<String> commands();

    /**
     * Carries one out. Called on the dispatcher's one thread, in the order in which commands came, so it
     * returns at once.
     *
     * @param progress takes discovery progress, from any thread, in order
     * @return completes normally, also for failures, within a deadline of the handler's own
     */
    CompletionStage<CommandResult> handle(Command command, Consumer<DiscoveryProgress> progress);
}

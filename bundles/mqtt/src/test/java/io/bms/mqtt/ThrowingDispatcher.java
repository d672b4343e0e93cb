// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.audit.AuditActor;
import io.bms.api.command.Command;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import io.bms.api.command.RemoteRequest;
import io.bms.api.driver.DiscoveryProgress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/** One whose bundle is just being stopped. */
final class ThrowingDispatcher implements CommandDispatcher {
    @Override
    public CompletionStage<CommandResult> dispatch(
            AuditActor by, Command command, Consumer<DiscoveryProgress> progress) {
        throw new IllegalStateException("stopped");
    }

    @Override
    public CompletionStage<List<String>> dispatchOnce(
            RemoteRequest request,
            Function<CommandResult, List<String>> encode,
            Consumer<DiscoveryProgress> progress,
            Runnable recorded) {
        throw new IllegalStateException("stopped");
    }

    @Override
    public CompletionStage<List<Undelivered>> undelivered(BiFunction<String, CommandResult, List<String>> encode) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public void delivered(String name, String commandId) {}
}

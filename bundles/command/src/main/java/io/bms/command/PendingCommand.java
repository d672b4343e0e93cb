// SPDX-License-Identifier: GPL-3.0-only
package io.bms.command;

import io.bms.api.ErrorCode;
import io.bms.api.command.CommandResult;
import io.bms.api.command.RemoteRequest;
import io.bms.api.driver.DiscoveryProgress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request on its way to its answer. Thread: any. */
record PendingCommand(
        RemoteRequest request,
        Function<CommandResult, List<String>> encode,
        Consumer<DiscoveryProgress> progress,
        Runnable recorded,
        CompletableFuture<List<String>> answer) {
    private static final Logger LOG = LoggerFactory.getLogger(PendingCommand.class);

    /** What a command is known by. */
    record Key(String name, String commandId) {}

    Key key() {
        return new Key(request.command().name(), request.commandId());
    }

    /** Without a record. */
    void complete(CommandResult result) {
        answer.complete(encode.apply(result));
    }

    /** The ledger or the encoding broke: whoever still waits hears of it. */
    void fail(RuntimeException cause) {
        LOG.error("{} {} could not be recorded", request.command().name(), request.commandId(), cause);
        try {
            if (!answer.isDone()) {
                complete(new CommandResult.Failed(
                        ErrorCode.INTERNAL,
                        "the command could not be recorded; check the"
                                + " free space of the gateway's disk and send it again"));
            }
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import io.bms.api.command.RemoteRequest;
import io.bms.api.driver.DiscoveryProgress;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/** A dispatcher for tests of callers inside the process: what is for requests from outside is not to be called. */
public abstract class InsideDispatcher implements CommandDispatcher {
    private static final String INSIDE = "the caller is inside";

    @Override
    public final CompletionStage<List<String>> dispatchOnce(
            RemoteRequest request,
            Function<CommandResult, List<String>> encode,
            Consumer<DiscoveryProgress> progress,
            Runnable recorded) {
        throw new UnsupportedOperationException(INSIDE);
    }

    @Override
    public final CompletionStage<List<Undelivered>> undelivered(
            BiFunction<String, CommandResult, List<String>> encode) {
        throw new UnsupportedOperationException(INSIDE);
    }

    @Override
    public final void delivered(String name, String commandId) {
        throw new UnsupportedOperationException(INSIDE);
    }
}

package io.bms.api.command;

import io.bms.api.driver.DiscoveryProgress;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Brings a command to its handler. Thread-safe, returns at once. Stages complete normally, also for
 * failures, on a thread of the dispatcher's.
 */
@ProviderType
public interface CommandDispatcher {
    /** For callers inside the process (shell, REST), who cannot repeat themselves by accident. */
    CompletionStage<CommandResult> dispatch(Command command, Consumer<DiscoveryProgress> progress);

    /**
     * For requests that may arrive more than once (docs/wire.md, "Once"): the key is the command's name
     * and id, remembered for ten minutes and over a crash. A repeat gets the first one's response; while
     * the first runs it waits for it; with another payload it is refused; after a crash in between it
     * is told so and not carried out again.
     *
     * @param encode makes the response's payloads of a result, at least one; called once for a request
     *     that is carried out or refused here
     * @return the payloads to send, in order; the record of them is on disk before it completes
     */
    CompletionStage<List<String>> dispatchOnce(
            RemoteRequest request,
            Function<CommandResult, List<String>> encode,
            Consumer<DiscoveryProgress> progress);
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import io.bms.api.ErrorCode;
import io.bms.api.command.Command;
import io.bms.api.command.CommandHandler;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.history.HistoryStore;
import io.bms.api.point.PointId;
import io.bms.api.site.SiteStore;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out get_history, one at a time; beyond {@link #MAX_WAITING} that wait, the next is told so. Thread: any. */
@Component(service = CommandHandler.class)
public final class HistoryCommand implements CommandHandler {
    static final int MAX_WAITING = 16;

    private static final Logger LOG = LoggerFactory.getLogger(HistoryCommand.class);

    private final HistoryStore history;
    private final SiteStore site;
    private final Clock clock;
    private final ExecutorService executor;

    @Activate
    public HistoryCommand(@Reference HistoryStore history, @Reference SiteStore site) {
        this(
                history,
                site,
                Clock.systemUTC(),
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
                    Thread thread = new Thread(task, "bms-timeseries-reader");
                    thread.setDaemon(true);
                    return thread;
                }));
    }

    HistoryCommand(HistoryStore history, SiteStore site, Clock clock, ExecutorService executor) {
        this.history = history;
        this.site = site;
        this.clock = clock;
        this.executor = executor;
    }

    @Deactivate
    void close() {
        executor.shutdown();
    }

    @Override
    public Set<String> commands() {
        return Set.of(Command.GetHistory.NAME);
    }

    @Override
    public CompletionStage<CommandResult> handle(Command command, Consumer<DiscoveryProgress> progress) {
        if (!(command instanceof Command.GetHistory request)) {
            throw new IllegalArgumentException("not a command of this handler's: " + command.name());
        }
        try {
            return CompletableFuture.supplyAsync(() -> answer(request), executor);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(new CommandResult.Failed(
                    ErrorCode.BUSY,
                    MAX_WAITING + " requests for history wait already; wait for answers before you send more"));
        }
    }

    private CommandResult answer(Command.GetHistory request) {
        Instant to = request.to().orElseGet(clock::instant);
        if (!request.from().isBefore(to)) {
            return new CommandResult.Failed(
                    ErrorCode.INVALID_REQUEST, "from lies in the future; there is no history yet");
        }
        try {
            if (request.form() instanceof Command.GetHistory.Form.Samples form) {
                return new CommandResult.SampleHistory(
                        history.samples(request.pointIds(), request.from(), to, form.limit(), form.cursor()),
                        units(request.pointIds()));
            }
            int buckets = ((Command.GetHistory.Form.Buckets) request.form()).count();
            return new CommandResult.BucketHistory(
                    history.buckets(request.pointIds(), request.from(), to, buckets), units(request.pointIds()));
        } catch (IllegalArgumentException e) {
            return new CommandResult.Failed(ErrorCode.INVALID_REQUEST, e.getMessage());
        } catch (UncheckedIOException e) {
            LOG.warn("history cannot be read: {}", e.getMessage());
            return new CommandResult.Failed(
                    ErrorCode.INTERNAL, "the stored history cannot be read; look at the gateway's log");
        }
    }

    private Map<PointId, String> units(List<PointId> points) {
        Map<PointId, String> units = new HashMap<>();
        for (PointId id : points) {
            site.current().point(id).flatMap(point -> point.object().units()).ifPresent(unit -> units.put(id, unit));
        }
        return units;
    }
}

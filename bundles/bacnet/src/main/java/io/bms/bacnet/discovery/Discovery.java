// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.discovery;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.driver.DiscoveryReport.Unreachable;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.bacnet.link.BacnetPort;
import io.bms.bacnet.request.DeviceMemories;
import io.bms.bacnet.request.Requests;
import io.bms.bacnet.settings.BacnetSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Sets a discovery up, by address or by broadcast, or reports why it cannot run. Thread: bms-bacnet-worker. */
public final class Discovery {
    private static final Duration MOST_OPENING = Duration.ofSeconds(10);

    private final BacnetSettings settings;
    private final BacnetPort port;
    private final Requests requests;
    private final DeviceMemories memories;
    private final ScheduledExecutorService worker;
    private final Surveys surveys;
    private final LongSupplier nanoTime;

    public Discovery(
            BacnetSettings settings,
            BacnetPort port,
            Requests requests,
            DeviceMemories memories,
            ScheduledExecutorService worker,
            Surveys surveys,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.port = port;
        this.requests = requests;
        this.memories = memories;
        this.worker = worker;
        this.surveys = surveys;
        this.nanoTime = nanoTime;
    }

    /**
     * Starts the discovery; {@code running} holds it while it runs. It takes the place of one that still runs, whose
     * caller is gone. It waits for a port that is on its way, as a read does.
     */
    public CompletionStage<DiscoveryReport> start(
            DiscoveryRequest request, Consumer<DiscoveryProgress> progress, List<DiscoveryRun> running) {
        return port.opened(worker, MOST_OPENING).thenCompose(open -> startNow(request, progress, running));
    }

    private CompletionStage<DiscoveryReport> startNow(
            DiscoveryRequest request, Consumer<DiscoveryProgress> progress, List<DiscoveryRun> running) {
        if (port.stack().isEmpty()) {
            return CompletableFuture.completedFuture(
                    impossible(request, new Failure(ErrorCode.NOT_CONFIGURED, port.closedReason())));
        }
        if (!request.networks().isEmpty()
                && !request.networks().contains(settings.network().name())) {
            return CompletableFuture.completedFuture(impossible(
                    request,
                    new Failure(
                            ErrorCode.INVALID_REQUEST,
                            "No network named " + String.join(", ", request.networks())
                                    + " is configured; leave discover_networks" + " out, or name "
                                    + settings.network().name())));
        }
        List.copyOf(running).forEach(DiscoveryRun::giveWay);
        DiscoveryRun run = new DiscoveryRun(request, progress, worker, surveys, nanoTime);
        running.add(run);
        CompletionStage<DiscoveryReport> report;
        if (request.targets().isEmpty()) {
            report = run.run(new BroadcastFinder(request.ranges(), port, worker, run::isOver), List::of);
        } else {
            TargetFinder finder =
                    new TargetFinder(request, settings, port, requests, memories, worker, run::found, run::isOver);
            report = run.run(finder, finder::unreachable);
        }
        return report.whenComplete((done, none) -> running.remove(run));
    }

    /** The report of a discovery that could not run. */
    public static DiscoveryReport impossible(DiscoveryRequest request, Failure failure) {
        List<Unreachable> all = request.targets().isEmpty()
                ? List.of(new Unreachable("broadcast", failure))
                : request.targets().stream()
                        .filter(DiscoveryRequest.Target::expected)
                        .map(target -> new Unreachable(target.host(), failure))
                        .toList();
        return new DiscoveryReport(List.of(), all, List.of());
    }
}

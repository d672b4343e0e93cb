// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.api.driver.PointDriver;
import io.bms.api.monitoring.DeviceDeparture;
import io.bms.api.point.PointId;
import io.bms.api.site.RevisionConflictException;
import io.bms.api.site.Site;
import io.bms.api.site.SiteChange;
import io.bms.api.site.SiteStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the site on command: discovers, deploys, starts and stops. All that waits for the disk happens
 * on the site thread, so that neither a driver nor a lane ever waits for it.
 * Thread: any; what waits for the disk bms-monitoring-site.
 */
final class Configuring {
    static final String NO_DRIVER = "no BACnet driver is installed; run feature:install bms-bacnet on the gateway";

    private static final Logger LOG = LoggerFactory.getLogger(Configuring.class);
    /** How much longer than its time-out a discovery may take before it is given up, and all of a preview. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final LaneParts parts;
    private final Lanes lanes;
    private final OpenRequests requests;
    private final SiteStore store;
    private final Executor siteThread;
    private final Function<Predicate<PointId>, CompletionStage<Optional<Failure>>> release;
    private final List<DeviceDeparture> departures;
    private final Consumer<Site> changed;
    private final AtomicBoolean discovering = new AtomicBoolean();

    /**
     * @param release releases what the gateway holds in points that are to go, and says why it cannot
     * @param departures who is asked before devices go out of the site
     * @param changed takes the site after each change, on the site thread
     */
    Configuring(
            LaneParts parts,
            Lanes lanes,
            OpenRequests requests,
            SiteStore store,
            Executor siteThread,
            Function<Predicate<PointId>, CompletionStage<Optional<Failure>>> release,
            List<DeviceDeparture> departures,
            Consumer<Site> changed) {
        this.departures = departures;
        this.release = release;
        this.parts = parts;
        this.lanes = lanes;
        this.requests = requests;
        this.store = store;
        this.siteThread = siteThread;
        this.changed = changed;
    }

    CompletionStage<CommandResult> configure(Command.GetConfig command, Consumer<DiscoveryProgress> progress) {
        long revision = store.current().revision();
        if (command.baseRevision().isPresent() && command.baseRevision().getAsLong() != revision) {
            return done(conflict(
                    new RevisionConflictException(command.baseRevision().getAsLong(), revision)));
        }
        if (command.preview()) {
            return preview(command);
        }
        return release.apply(point -> command.removeDevices().contains(point.deviceId()))
                .thenCompose(held -> held.isPresent()
                        ? done(notRemoved(held.get()))
                        : leave(command.removeDevices()).thenCompose(left -> carryOut(command, progress)));
    }

    /** Lets whoever has left something in devices take it out, while they can still be asked. */
    private CompletionStage<Void> leave(Set<Integer> devices) {
        return devices.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.allOf(departures.stream()
                        .map(each -> each.leaving(devices).toCompletableFuture())
                        .toArray(CompletableFuture[]::new));
    }

    private CompletionStage<CommandResult> carryOut(Command.GetConfig command, Consumer<DiscoveryProgress> progress) {
        if (!command.discover()) {
            return apply(
                    Findings.none().change(command), site -> Findings.none().result(site.revision()));
        }
        Optional<PointDriver> driver = parts.drivers().current();
        if (driver.isEmpty()) {
            return done(new CommandResult.Failed(ErrorCode.NOT_CONFIGURED, NO_DRIVER));
        }
        if (!discovering.compareAndSet(false, true)) {
            return done(new CommandResult.Failed(
                    ErrorCode.BUSY, "a discovery is under way; wait for its response before you start another"));
        }
        return discover(driver.get(), command, progress);
    }

    private static CommandResult notRemoved(Failure held) {
        return new CommandResult.Failed(held.code(), "no device was removed, since " + held.message());
    }

    private CompletionStage<CommandResult> preview(Command.GetConfig command) {
        long revision = store.current().revision();
        Site site;
        try {
            site = store.preview(Findings.none().change(command));
        } catch (IllegalArgumentException e) {
            return done(new CommandResult.Failed(ErrorCode.INVALID_REQUEST, e.getMessage()));
        }
        CompletableFuture<CommandResult> answer = requests.open(
                GRACE,
                () -> new CommandResult.Failed(
                        ErrorCode.BUSY,
                        "the load was not known within " + GRACE.toSeconds() + " s; ask again in a moment"));
        parts.thread().post(() -> new LoadEstimate(
                        lanes, parts.drivers().current(), parts.settings().covSafetyPoll())
                .of(site)
                .thenAccept(load -> answer.complete(new CommandResult.Previewed(load, revision))));
        return answer;
    }

    /** A device answers at another address than the known one, which is silent. */
    void moved(DiscoveredDevice device) {
        apply(
                new SiteChange(
                        OptionalLong.empty(),
                        List.of(device),
                        Set.of(),
                        Set.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                site -> Findings.none().result(site.revision()));
    }

    /** Starts or stops the reading, for good. */
    CompletionStage<CommandResult> monitor(boolean wanted, Function<Site, CommandResult> result) {
        return apply(SiteChange.monitoring(wanted), result);
    }

    private CompletionStage<CommandResult> discover(
            PointDriver driver, Command.GetConfig command, Consumer<DiscoveryProgress> progress) {
        DiscoveryRequest request = new DiscoveryRequest(
                command.targets(),
                command.ranges(),
                command.networks(),
                parts.settings().discoveryTimeout());
        Duration patience = request.longest().plus(GRACE);
        CompletableFuture<CommandResult> answer = requests.open(
                patience,
                () -> new CommandResult.Failed(
                        ErrorCode.INTERNAL,
                        "the discovery did not end within "
                                + patience.toSeconds()
                                + " s or was interrupted; nothing was changed, send it again"));
        answer.whenComplete((ignored, none) -> discovering.set(false));
        driver.discover(request, progress).thenAccept(report -> onSiteThread(answer, () -> store(command, report)));
        return answer;
    }

    private CommandResult store(Command.GetConfig command, DiscoveryReport report) throws RevisionConflictException {
        Findings findings = Findings.of(
                command, report, store.current(), deviceId -> parts.states().holdsItsAddress(deviceId));
        Site site = store.apply(findings.change(command));
        changed.accept(site);
        List<Integer> found =
                findings.devices().stream().map(device -> device.deviceId()).toList();
        found.forEach(id -> parts.states()
                .other(id)
                .filter(other -> findings.isAlone(id, other, command))
                .ifPresent(other -> parts.states().single(id)));
        parts.thread().post(() -> lanes.found(found));
        LOG.info(
                "discovery found {} devices; {} addresses did not answer",
                found.size(),
                findings.unreachable().size());
        return findings.result(site.revision());
    }

    private CompletionStage<CommandResult> apply(SiteChange change, Function<Site, CommandResult> result) {
        CompletableFuture<CommandResult> answer = new CompletableFuture<>();
        onSiteThread(answer, () -> {
            Site site = store.apply(change);
            changed.accept(site);
            return result.apply(site);
        });
        return answer;
    }

    /** Nothing is changed for a caller who was already told that nothing will be. */
    private void onSiteThread(CompletableFuture<CommandResult> answer, Step step) {
        try {
            siteThread.execute(() -> {
                if (!answer.isDone()) {
                    answer.complete(guarded(step));
                }
            });
        } catch (RejectedExecutionException e) {
            answer.complete(new CommandResult.Failed(
                    ErrorCode.BUSY, "monitoring is being replaced; send the command again in a few seconds"));
        }
    }

    /** The site thread's outermost frame. */
    private static CommandResult guarded(Step step) {
        try {
            return step.run();
        } catch (RevisionConflictException e) {
            return conflict(e);
        } catch (RuntimeException e) {
            LOG.error("the site could not be changed", e);
            return new CommandResult.Failed(
                    ErrorCode.INTERNAL,
                    "the site could not be stored; check the free space of"
                            + " the gateway's disk and its log, and send the command again");
        }
    }

    private static CommandResult conflict(RevisionConflictException e) {
        return new CommandResult.Failed(ErrorCode.CONFLICT, e.getMessage());
    }

    private static CompletionStage<CommandResult> done(CommandResult result) {
        return CompletableFuture.completedFuture(result);
    }

    private interface Step {
        CommandResult run() throws RevisionConflictException;
    }
}

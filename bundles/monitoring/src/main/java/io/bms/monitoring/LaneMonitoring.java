// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.command.Command;
import io.bms.api.command.CommandHandler;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.AcknowledgeOutcome;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.driver.EventAcknowledgement;
import io.bms.api.driver.EventsOutcome;
import io.bms.api.driver.Finding;
import io.bms.api.driver.PointDriver;
import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.driver.RecipientOutcome;
import io.bms.api.driver.RecipientsOutcome;
import io.bms.api.memory.HeapGauge;
import io.bms.api.memory.HeapLevel;
import io.bms.api.monitoring.DeviceDeparture;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.override.OverrideStore;
import io.bms.api.override.PointOverride;
import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleSink;
import io.bms.api.site.Site;
import io.bms.api.site.SiteListener;
import io.bms.api.site.SiteStore;
import io.bms.api.status.ClockCheck;
import io.bms.api.status.StatusItem;
import io.bms.settings.SettingsKeeper;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Reads the site, and is the only one to hold a driver: drivers and sinks come and go while everything
 * else stays up. Thread: any.
 */
@Component(
        service = {Monitoring.class, CommandHandler.class, SiteListener.class},
        configurationPid = "io.bms.monitoring",
        immediate = true)
@Designate(ocd = MonitoringConfig.class)
public final class LaneMonitoring implements Monitoring, CommandHandler, SiteListener {
    private static final Duration SWEEP = Duration.ofSeconds(1);
    /** The time after a start for which a missing driver is no error yet. */
    private static final Duration DRIVER_GRACE = Duration.ofSeconds(10);

    private static final PropertiesOutcome NO_ROOM = new PropertiesOutcome.Refused(new Failure(
            ErrorCode.BUSY,
            "the gateway is short of memory and asks for no whole objects now; ask for single properties, or again when"
                    + " the problem heap_short is gone from its status"));

    private final AtomicReference<Site> site = new AtomicReference<>(Site.empty());
    private final AtomicReference<HeapGauge> heap = new AtomicReference<>(HeapGauge.NONE);
    private final ScheduledExecutorService laneExecutor;
    private final ExecutorService siteExecutor;
    private final LaneParts parts;
    private final Lanes lanes;
    private final OpenRequests requests;
    private final PointRequests pointRequests;
    private final EventRequests eventRequests;
    private final Writes writes;
    private final Announcements announcements;
    private final Configuring configuring;
    private final List<DeviceDeparture> departures = new CopyOnWriteArrayList<>();

    /** @param clock in place of the machine's, if somebody offers one */
    @Activate
    public LaneMonitoring(
            @Reference SiteStore store,
            @Reference OverrideStore overrides,
            Map<String, Object> properties,
            @Reference SettingsKeeper keeper,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL, policyOption = ReferencePolicyOption.GREEDY)
                    Clock clock) {
        this(
                store,
                overrides,
                keeper.read(MonitoringConfig.class, properties, WriteEnvelope.NOTHING, MonitoringSettings::of),
                Optional.ofNullable(clock).orElseGet(Clock::systemUTC),
                laneExecutor(),
                System::nanoTime,
                Executors.newSingleThreadExecutor(daemon("bms-monitoring-site")));
    }

    LaneMonitoring(
            SiteStore store,
            OverrideStore overrideStore,
            MonitoringSettings settings,
            Clock clock,
            ScheduledExecutorService laneExecutor,
            LongSupplier nanoTime,
            ExecutorService siteExecutor) {
        this.laneExecutor = laneExecutor;
        this.siteExecutor = siteExecutor;
        LaneThread thread = new LaneThread(laneExecutor, nanoTime);
        DriverSlot drivers = new DriverSlot(clock, () -> thread.post(this::driverChanged));
        parts = new LaneParts(thread, drivers, new LatestSamples(), new DeviceStates(clock), settings, clock);
        lanes = new Lanes(parts);
        requests = new OpenRequests(thread);
        pointRequests = new PointRequests(parts, lanes, requests, site::get);
        eventRequests = new EventRequests(parts, lanes, requests, site::get);
        writes = new Writes(parts, pointRequests, overrideStore, siteExecutor);
        configuring = new Configuring(
                parts, lanes, requests, store, siteExecutor, writes::release, departures, this::siteChanged);
        announcements = new Announcements(parts, lanes, configuring::moved);
        siteChanged(store.current());
        thread.every(SWEEP, SWEEP, lanes::sweep);
        thread.every(SWEEP, SWEEP, writes::sweep);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindDriver(PointDriver driver, Map<String, Object> properties) {
        parts.drivers()
                .add(
                        driver,
                        properties.get(Constants.SERVICE_RANKING) instanceof Integer rank ? rank : 0,
                        properties.get(PointDriver.NETWORK) instanceof String network ? network : DriverGroup.DEFAULT);
    }

    void unbindDriver(PointDriver driver) {
        parts.drivers().remove(driver);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindClockCheck(ClockCheck check) {
        parts.samples().addClockCheck(check);
    }

    void unbindClockCheck(ClockCheck check) {
        parts.samples().removeClockCheck(check);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindDeparture(DeviceDeparture departure) {
        departures.add(departure);
    }

    void unbindDeparture(DeviceDeparture departure) {
        departures.remove(departure);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindSink(SampleSink sink) {
        parts.samples().addSink(sink);
    }

    void unbindSink(SampleSink sink) {
        parts.samples().removeSink(sink);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindHeap(HeapGauge present) {
        heap.set(present);
    }

    void unbindHeap(HeapGauge gone) {
        heap.compareAndSet(gone, HeapGauge.NONE);
    }

    /** Takes a newer site; the lanes follow on their own thread, in order of revision. */
    @Override
    public void siteChanged(Site changed) {
        site.accumulateAndGet(changed, (known, next) -> next.revision() >= known.revision() ? next : known);
        parts.thread().post(() -> lanes.apply(site.get()));
    }

    private void driverChanged() {
        parts.drivers().current().ifPresent(driver -> {
            driver.listen(seen -> parts.thread().post(() -> announcements.announced(seen)));
            driver.listenForEvents(eventRequests::announced);
        });
        lanes.driverChanged();
    }

    @Override
    public Set<String> commands() {
        return Set.of(
                Command.GetConfig.NAME,
                Command.StartMonitoring.NAME,
                Command.StopMonitoring.NAME,
                Command.SetValueToPoint.NAME);
    }

    @Override
    public CompletionStage<CommandResult> handle(Command command, Consumer<DiscoveryProgress> progress) {
        if (command instanceof Command.GetConfig configure) {
            return configuring.configure(configure, progress);
        }
        if (command instanceof Command.SetValueToPoint write) {
            return writes.write(write);
        }
        return configuring.monitor(
                command instanceof Command.StartMonitoring, changed -> new CommandResult.Monitored(status()));
    }

    @Override
    public Optional<String> driverVersion() {
        return parts.drivers().current().map(PointDriver::version);
    }

    @Override
    public MonitoringStatus status() {
        if (!site.get().monitoringWanted()) {
            return MonitoringStatus.STOPPED;
        }
        DriverSlot drivers = parts.drivers();
        if (drivers.current().isPresent()) {
            return MonitoringStatus.ACTIVE;
        }
        boolean starting = !drivers.everHadOne()
                && parts.clock().instant().isBefore(drivers.since().plus(DRIVER_GRACE));
        return starting ? MonitoringStatus.INITIALIZING : MonitoringStatus.ERROR;
    }

    @Override
    public List<PointOverride> overrides() {
        return writes.list();
    }

    @Override
    public CompletionStage<Boolean> dropOverride(PointId pointId, int priority) {
        return writes.drop(pointId, priority);
    }

    @Override
    public CompletionStage<Optional<Failure>> release(Predicate<PointId> points) {
        return writes.release(points);
    }

    @Override
    public Optional<Sample> latest(PointId pointId) {
        return parts.samples().latest(pointId);
    }

    @Override
    public Optional<DeviceState> device(int deviceId) {
        return parts.states().of(deviceId);
    }

    @Override
    public Map<PointId, Failure> failing() {
        return parts.samples().failing();
    }

    @Override
    public List<StatusItem.Problem> problems() {
        return Stream.concat(parts.states().problems().stream(), writes.problems().stream())
                .toList();
    }

    @Override
    public CompletionStage<List<Finding>> examine() {
        List<Finding> late = List.of(Finding.wrong("The driver gave no answer in time"));
        CompletableFuture<List<Finding>> answer = requests.open(PointRequests.DEADLINE, () -> late);
        parts.drivers()
                .current()
                .ifPresentOrElse(
                        driver -> driver.examine().thenAccept(answer::complete),
                        () -> answer.complete(List.of(Finding.wrong(Configuring.NO_DRIVER))));
        return answer;
    }

    @Override
    public CompletionStage<EventsOutcome> events(int deviceId, List<PointId> known) {
        return eventRequests.events(deviceId, known);
    }

    @Override
    public Set<Integer> takeEventNews() {
        return eventRequests.takeNews();
    }

    @Override
    public CompletionStage<AcknowledgeOutcome> acknowledge(EventAcknowledgement acknowledgement) {
        return eventRequests.acknowledge(acknowledgement);
    }

    @Override
    public CompletionStage<RecipientsOutcome> recipients(int deviceId, Set<Integer> classes) {
        return eventRequests.recipients(deviceId, classes);
    }

    @Override
    public CompletionStage<RecipientOutcome> addRecipient(int deviceId, int notificationClass) {
        return eventRequests.addRecipient(deviceId, notificationClass);
    }

    @Override
    public CompletionStage<RecipientOutcome> removeRecipient(
            int deviceId, int notificationClass, Optional<String> octets) {
        return eventRequests.removeRecipient(deviceId, notificationClass, octets);
    }

    @Override
    public CompletionStage<ReadPath> path(PointId pointId) {
        return pointRequests.path(pointId);
    }

    @Override
    public CompletionStage<Sample> read(PointId pointId) {
        return pointRequests.read(pointId);
    }

    @Override
    public CompletionStage<PropertiesOutcome> properties(PointId pointId) {
        return heap.get().level().isAtLeast(HeapLevel.SHORT)
                ? CompletableFuture.completedFuture(NO_ROOM)
                : pointRequests.properties(pointId, Optional.empty());
    }

    @Override
    public CompletionStage<PropertiesOutcome> property(PointId pointId, String property) {
        return pointRequests.properties(pointId, Optional.of(property));
    }

    @Deactivate
    void close() {
        parts.drivers().close();
        laneExecutor.shutdownNow();
        siteExecutor.shutdown();
        requests.close();
    }

    private static ScheduledExecutorService laneExecutor() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, daemon("bms-monitoring-lanes"));
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}

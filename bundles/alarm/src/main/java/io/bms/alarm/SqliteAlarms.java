// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.ErrorCode;
import io.bms.api.alarm.ActiveAlarms;
import io.bms.api.alarm.AlarmAction;
import io.bms.api.alarm.AlarmEventSink;
import io.bms.api.alarm.AlarmOverview;
import io.bms.api.alarm.AlarmRequest;
import io.bms.api.alarm.AlarmSink;
import io.bms.api.alarm.AlarmSummary;
import io.bms.api.command.Command;
import io.bms.api.command.Command.GetAlarms.Form;
import io.bms.api.command.CommandHandler;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.monitoring.DeviceDeparture;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.point.SampleBatch;
import io.bms.api.point.SampleSink;
import io.bms.api.site.Device;
import io.bms.api.site.SiteStore;
import io.bms.api.status.GatewayStatus;
import io.bms.api.status.Heartbeat;
import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusSink;
import io.bms.api.status.StatusSource;
import io.bms.settings.SettingsKeeper;
import io.bms.sqlite.DataFolder;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alarms, in alarm.db: looks once a second, does what people ask for, and tells what has become of them. Requests
 * that come together are stored together; more than {@value #WAITING} do not wait. Thread: any; its work
 * bms-alarm-engine.
 */
@Component(
        service = {
            CommandHandler.class,
            StatusSink.class,
            StatusSource.class,
            SampleSink.class,
            AlarmOverview.class,
            DeviceDeparture.class
        },
        immediate = true,
        configurationPid = "io.bms.alarm",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AlarmConfig.class)
public final class SqliteAlarms
        implements CommandHandler, StatusSink, StatusSource, SampleSink, AlarmOverview, DeviceDeparture {
    static final int WAITING = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(SqliteAlarms.class);
    private static final int CLOSE_SECONDS = 5;

    private record Asked(AlarmRequest request, CompletableFuture<CommandResult> answer) {}

    private final ScheduledExecutorService executor;
    private final AlarmStore store;
    private final StoreProblems problems;
    private final ProblemSource gateway;
    private final Engine engine;
    private final EventFeed feed;
    private final DeviceWatch watch;
    private final FlagWatch flags = new FlagWatch();
    private final DeviceEventSource events;
    private final AckSender acks;
    private final Subscriptions subscriptions;
    private final RuleSource rules;
    private final PromptLook prompt;
    private final AtomicReference<Monitoring> monitoring = new AtomicReference<>();
    private final List<AlarmSink> sinks = new CopyOnWriteArrayList<>();
    private final AtomicReference<AlarmEventSink> outside = new AtomicReference<>();
    private final BlockingQueue<Asked> asked = new ArrayBlockingQueue<>(WAITING);
    private final Runnable end;
    /** What the sinks have been told last. */
    private ActiveAlarms told;

    @Activate
    public SqliteAlarms(
            BundleContext context,
            Map<String, Object> properties,
            @Reference SettingsKeeper keeper,
            @Reference SiteStore sites) {
        this(
                new SqliteStore(DataFolder.of(context)),
                keeper.read(AlarmConfig.class, properties, AlarmSettings::of),
                sites);
    }

    private SqliteAlarms(SqliteStore store, AlarmSettings settings, SiteStore sites) {
        this(
                new AlarmParts(store, store.setAside(), sites, Clock.systemUTC(), System::nanoTime, store::close),
                settings,
                Executors.newSingleThreadScheduledExecutor(task -> {
                    Thread thread = new Thread(task, "bms-alarm-engine");
                    thread.setDaemon(true);
                    return thread;
                }));
    }

    SqliteAlarms(AlarmParts parts, AlarmSettings settings, ScheduledExecutorService executor) {
        this.executor = executor;
        store = parts.store();
        end = parts.end();
        boolean ready = false;
        try {
            LongSupplier nanos = parts.nanos();
            problems = new StoreProblems(parts.clock(), parts.setAside());
            Supplier<Optional<Monitoring>> seeing = () -> Optional.ofNullable(monitoring.get());
            watch = new DeviceWatch(parts.sites(), seeing, nanos);
            gateway = new ProblemSource(nanos);
            events = new DeviceEventSource(watch, flags, seeing, this::post, settings.deviceEvents(), nanos);
            rules = new RuleSource(parts.sites(), watch, new Holds(store, parts.clock()), nanos);
            List<AlarmSource> sources = List.of(
                    gateway,
                    new NetworkSource(watch, settings.deviceSilent(), this::isUnderMaintenance),
                    new DeviceSource(watch, settings.deviceSilent()),
                    new PointsSource(watch, settings.pointsUnreadable(), nanos),
                    events,
                    rules);
            Suppression suppression = new Suppression(
                    device -> Optional.ofNullable(watch.watched().get(device))
                            .map(Device::address)
                            .map(NetworkSource::id));
            Deeds deeds = new Deeds(new Maintenance(
                    id -> Optional.ofNullable(parts.sites().current().devices().get(id))));
            engine = new Engine(
                    store, new Lifecycle(sources, suppression, nanos), deeds, settings, problems, parts.clock());
            events.expect(engine.current().alarms().values());
            rules.expect(engine.current().alarms().values());
            acks = new AckSender(seeing, this::post, nanos, engine::refused, events::news);
            subscriptions = new Subscriptions(store, parts.sites(), seeing, this::post, nanos, parts.clock());
            feed = new EventFeed(store, engine::lastEvent, () -> Optional.ofNullable(outside.get()), executor);
            prompt = new PromptLook(executor, this::look, nanos);
            ready = true;
        } finally {
            if (!ready) {
                end.run();
                executor.shutdownNow();
            }
        }
        told = engine.current();
        executor.scheduleWithFixedDelay(prompt::look, 1, 1, TimeUnit.SECONDS);
    }

    /** What has been asked for is done first. */
    @Deactivate
    void close() {
        executor.execute(this::work);
        executor.shutdown();
        try {
            if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the alarms could not be ended within {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end.run();
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindMonitoring(Monitoring one) {
        monitoring.set(one);
    }

    void unbindMonitoring(Monitoring one) {
        monitoring.compareAndSet(one, null);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindSink(AlarmSink sink) {
        sinks.add(sink);
        post(() -> sink.alarms(engine.current()));
    }

    void unbindSink(AlarmSink sink) {
        sinks.remove(sink);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindOutside(AlarmEventSink sink) {
        outside.set(sink);
    }

    void unbindOutside(AlarmEventSink sink) {
        outside.compareAndSet(sink, null);
    }

    /** The problems that the gateway has now. */
    @Override
    public CompletionStage<Void> status(GatewayStatus status) {
        if (status.online()) {
            gateway.problems(status.problems());
        }
        return CompletableFuture.completedFuture(null);
    }

    /** Looks at the flags, and judges the values by the gateway's own rules; what these have to say is told at once. */
    @Override
    public void accept(SampleBatch batch) {
        flags.accept(batch.samples());
        if (rules.accept(batch)) {
            prompt.ask();
        }
    }

    @Override
    public void heartbeat(Heartbeat heartbeat) {
        // Says nothing that the status does not.
    }

    @Override
    public List<StatusItem> status() {
        List<StatusItem> items = new ArrayList<>(problems.current());
        items.addAll(subscriptions.problems());
        return items;
    }

    @Override
    public AlarmSummary summary() {
        return engine.current().summary();
    }

    @Override
    public Set<String> commands() {
        return Set.of(
                Command.GetAlarms.NAME,
                Command.SubscribeEvents.NAME,
                AlarmAction.Acknowledge.COMMAND,
                AlarmAction.Resolve.COMMAND,
                AlarmAction.Shelve.COMMAND,
                AlarmAction.Note.COMMAND);
    }

    /** Completes once it is on the disk, which takes as long as a sync. */
    @Override
    public CompletionStage<CommandResult> handle(Command command, Consumer<DiscoveryProgress> progress) {
        if (command instanceof Command.GetAlarms get) {
            return get(get.form());
        }
        if (command instanceof Command.SubscribeEvents subscribe) {
            return onEngine(() -> subscriptions.change(subscribe))
                    .orElseGet(() -> failed(ErrorCode.BUSY, "the alarms are being replaced; try again in a moment"));
        }
        Asked one = new Asked(((Command.ChangeAlarms) command).request(), new CompletableFuture<>());
        if (!asked.offer(one) || !post(this::work)) {
            return failed(ErrorCode.BUSY, WAITING + " requests about alarms wait; send this one again in a moment");
        }
        return one.answer();
    }

    /** Takes the gateway out of the recipient lists of devices that go. */
    @Override
    public CompletionStage<Void> leaving(Set<Integer> devices) {
        return onEngine(() -> subscriptions.leaving(devices)).orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** @return empty while the alarms are being ended */
    private <T> Optional<CompletionStage<T>> onEngine(Supplier<CompletionStage<T>> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        boolean posted = post(() -> {
            try {
                work.get().thenAccept(answer::complete);
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return posted ? Optional.of(answer) : Optional.empty();
    }

    private CompletionStage<CommandResult> get(Form form) {
        if (form instanceof Form.Active page) {
            return CompletableFuture.completedFuture(AlarmQueries.list(engine.current(), page));
        }
        CompletableFuture<CommandResult> answer = new CompletableFuture<>();
        boolean posted = post(() -> {
            try {
                answer.complete(AlarmQueries.events(store, form));
            } catch (UncheckedIOException e) {
                LOG.warn("events of alarms cannot be read: {}", e.getMessage());
                answer.complete(new CommandResult.Failed(
                        ErrorCode.INTERNAL, "the events cannot be read from the gateway's disk; its log has more"));
            }
        });
        return posted ? answer : failed(ErrorCode.BUSY, "the alarms are being replaced; ask again in a moment");
    }

    private static CompletionStage<CommandResult> failed(ErrorCode code, String message) {
        return CompletableFuture.completedFuture(new CommandResult.Failed(code, message));
    }

    /** An outermost frame: what goes wrong in one look must not end the looking. */
    private void look() {
        try {
            watch.look();
            engine.look();
            acks.look(engine.passing());
            subscriptions.look();
            tell();
        } catch (RuntimeException e) {
            LOG.error("the alarms could not be looked at", e);
        }
    }

    private void work() {
        List<Asked> all = new ArrayList<>();
        asked.drainTo(all);
        if (all.isEmpty()) {
            return;
        }
        try {
            List<CommandResult> results =
                    engine.carryOut(all.stream().map(Asked::request).toList());
            acks.look(engine.passing());
            tell();
            for (int i = 0; i < results.size(); i++) {
                all.get(i).answer().complete(results.get(i));
            }
        } catch (RuntimeException e) {
            all.forEach(one -> one.answer().completeExceptionally(e));
        }
    }

    private boolean isUnderMaintenance(int device) {
        return engine.isUnderMaintenance(device);
    }

    private void tell() {
        ActiveAlarms now = engine.current();
        // Events first: who did it is known before the alarm is gone.
        feed.feed();
        if (now != told) {
            told = now;
            sinks.forEach(sink -> sink.alarms(now));
        }
    }

    private boolean post(Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }
}

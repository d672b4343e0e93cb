// SPDX-License-Identifier: GPL-3.0-only
package io.bms.heartbeat;

import io.bms.api.command.Command;
import io.bms.api.command.CommandHandler;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.status.GatewayHealth;
import io.bms.api.status.GatewayStatus;
import io.bms.api.status.Heartbeat;
import io.bms.api.status.StatusSink;
import io.bms.api.status.StatusSource;
import io.bms.settings.SettingsKeeper;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all parts how they are each second and makes it known, beats, and restarts the process on command.
 * Beats are one interval apart, and the first comes as soon as MQTT is up, so that nobody waits for it.
 * Thread: any; its work bms-heartbeat.
 */
@Component(
        service = {GatewayHealth.class, CommandHandler.class},
        configurationPid = "io.bms.heartbeat",
        immediate = true)
@Designate(ocd = HeartbeatConfig.class)
public final class Heart implements GatewayHealth, CommandHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Heart.class);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final HeartbeatSettings settings;
    private final Clock clock;
    private final ScheduledExecutorService thread;
    private final Machine machine;
    private final Supplier<Duration> uptime;
    private final StatusBoard board;
    private final Pulse pulse;
    private final Reboot reboot;
    private Future<?> beats;
    private long sequence;

    @Activate
    public Heart(BundleContext context, Map<String, Object> properties, @Reference SettingsKeeper keeper) {
        this(
                keeper.read(HeartbeatConfig.class, properties, HeartbeatSettings::of),
                Clock.systemUTC(),
                thread(),
                new Machine(Path.of("/"), dataFolder(context)),
                () -> Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime()),
                now -> new StatusBoard(
                        now,
                        context.getProperty(Constants.FRAMEWORK_UUID),
                        context.getBundle().getVersion().toString()),
                new KarafRestart(context));
    }

    Heart(
            HeartbeatSettings settings,
            Clock clock,
            ScheduledExecutorService thread,
            Machine machine,
            Supplier<Duration> uptime,
            Function<Clock, StatusBoard> board,
            Runnable restart) {
        this.settings = settings;
        this.clock = clock;
        this.thread = thread;
        this.machine = machine;
        this.uptime = uptime;
        this.board = board.apply(clock);
        pulse = new Pulse(this.board, clock);
        reboot = new Reboot(thread, () -> pulse.leave("reboot"), restart);
        beats = beatAfter(settings.interval());
        thread.scheduleAtFixedRate(guarded(this::tick), 0, TICK.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindSource(StatusSource source) {
        board.add(source);
    }

    void unbindSource(StatusSource source) {
        board.remove(source);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindSink(StatusSink sink) {
        pulse.add(sink);
        post(() -> pulse.greet(sink));
    }

    void unbindSink(StatusSink sink) {
        pulse.remove(sink);
    }

    @Override
    public GatewayStatus current() {
        return pulse.current();
    }

    @Override
    public Set<String> commands() {
        return Set.of(Command.Reboot.NAME);
    }

    @Override
    public CompletionStage<CommandResult> handle(Command command, Consumer<DiscoveryProgress> progress) {
        return reboot.begin((Command.Reboot) command);
    }

    @Deactivate
    void close() {
        thread.shutdownNow();
    }

    private void tick() {
        if (pulse.tick()) {
            beats.cancel(false);
            beats = beatAfter(Duration.ZERO);
        }
    }

    private Future<?> beatAfter(Duration first) {
        return thread.scheduleAtFixedRate(
                guarded(this::beat), first.toNanos(), settings.interval().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void beat() {
        GatewayStatus status = pulse.current();
        sequence++;
        pulse.beat(new Heartbeat(
                clock.instant(),
                sequence,
                settings.interval(),
                status.bootId(),
                status.version(),
                uptime.get(),
                machine.cpuPercent(),
                machine.memoryPercent(),
                machine.processBytes(),
                machine.diskPercent(),
                machine.loadAverage(),
                machine.celsius(),
                status.monitoring(),
                status.mqttConnection(),
                status.bacnetConnection(),
                status.devicesOnline(),
                status.pointsMonitored()));
    }

    private void post(Runnable task) {
        try {
            thread.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("the heartbeat has stopped");
        }
    }

    /** The outermost frame: a source or sink that breaks its contract must not end the heartbeat. */
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a status source or sink broke its contract", e);
            }
        };
    }

    private static Path dataFolder(BundleContext context) {
        return Path.of(
                Objects.requireNonNull(context.getProperty("bms.data"), "the framework property bms.data is not set"));
    }

    private static ScheduledExecutorService thread() {
        return new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "bms-heartbeat");
            thread.setDaemon(true);
            return thread;
        });
    }
}

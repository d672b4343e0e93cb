// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug;

import io.bms.api.command.CommandDispatcher;
import io.bms.api.connection.MqttConnector;
import io.bms.api.history.HistoryStore;
import io.bms.api.identity.Identity;
import io.bms.api.identity.IdentityListener;
import io.bms.api.identity.IdentityStore;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.point.SampleBatch;
import io.bms.api.point.SampleSink;
import io.bms.api.site.SiteStore;
import io.bms.api.status.GatewayStatus;
import io.bms.api.status.Heartbeat;
import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusSink;
import io.bms.api.status.StatusSource;
import io.bms.api.uplink.UplinkReport;
import io.bms.settings.SettingsKeeper;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The edge node, if there is a file {@code io.bms.sparkplug.cfg}. Thread: any; what is asked for happens on
 * bms-sparkplug.
 */
@Component(
        service = {SampleSink.class, StatusSink.class, StatusSource.class, IdentityListener.class, UplinkReport.class},
        configurationPid = "io.bms.sparkplug",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = SparkplugConfig.class)
public final class Sparkplug implements SampleSink, StatusSink, StatusSource, IdentityListener, UplinkReport {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration REBIRTH = Duration.ofSeconds(5);
    private static final Duration SETTLED = Duration.ofSeconds(3);

    private final IntakeQueue intake = new IntakeQueue();
    private final SparkplugHealth health;
    private final SparkplugWorker worker;

    @Activate
    public Sparkplug(
            BundleContext context,
            Map<String, Object> properties,
            @Reference SettingsKeeper keeper,
            @Reference MqttConnector connector,
            @Reference IdentityStore identities,
            @Reference SiteStore sites,
            @Reference Monitoring monitoring) {
        this(
                new SparkplugParts(
                        connector,
                        identities,
                        sites,
                        monitoring,
                        dataFolder(context),
                        Clock.systemUTC(),
                        TICK,
                        FIRST,
                        REBIRTH,
                        SETTLED),
                keeper.read(SparkplugConfig.class, properties, SparkplugSettings::of));
    }

    Sparkplug(SparkplugParts parts, SparkplugSettings settings) {
        health = new SparkplugHealth(parts.clock());
        worker = new SparkplugWorker(parts, settings, intake, health);
        worker.start();
    }

    private static Path dataFolder(BundleContext context) {
        return Path.of(
                Objects.requireNonNull(context.getProperty("bms.data"), "the framework property bms.data is not set"));
    }

    @Deactivate
    void close() {
        worker.end();
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindHistory(HistoryStore store) {
        worker.history(store);
    }

    void unbindHistory(HistoryStore store) {
        worker.historyGone(store);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindDispatcher(CommandDispatcher dispatcher) {
        worker.commands().dispatcher(dispatcher);
    }

    void unbindDispatcher(CommandDispatcher dispatcher) {
        worker.commands().gone(dispatcher);
    }

    @Override
    public void accept(SampleBatch batch) {
        intake.accept(batch);
    }

    @Override
    public CompletionStage<Void> status(GatewayStatus status) {
        worker.status(status);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void heartbeat(Heartbeat heartbeat) {
        // The connection itself says that the node is alive.
    }

    @Override
    public void identityChanged(Identity identity) {
        worker.moved();
    }

    @Override
    public List<StatusItem> status() {
        List<StatusItem> items = new ArrayList<>(health.problems());
        items.add(new StatusItem.Count(StatusItem.Counter.DROPPED_MESSAGES, intake.dropped()));
        return items;
    }

    @Override
    public Report report() {
        return new Report(
                "sparkplug",
                health.connection(),
                health.since(),
                health.failure(),
                worker.sent(),
                0,
                Optional.empty(),
                intake.dropped(),
                worker.bytes());
    }
}

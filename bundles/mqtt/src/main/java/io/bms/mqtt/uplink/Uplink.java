// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import io.bms.api.audit.AuditLog;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.identity.Identity;
import io.bms.api.identity.IdentityListener;
import io.bms.api.identity.IdentityStore;
import io.bms.api.point.SampleBatch;
import io.bms.api.point.SampleSink;
import io.bms.api.site.PointMeanings;
import io.bms.api.site.Site;
import io.bms.api.site.SiteListener;
import io.bms.api.status.GatewayStatus;
import io.bms.api.status.Heartbeat;
import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusSink;
import io.bms.api.status.StatusSource;
import io.bms.api.uplink.UplinkReport;
import io.bms.mqtt.Counters;
import io.bms.settings.FactoryName;
import io.bms.settings.SettingsKeeper;
import io.bms.sqlite.DataFolder;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/**
 * One destination, from a file {@code io.bms.uplink-NAME.cfg}. The dispatcher and the audit come and go without its
 * ending. Thread: any; what is asked for happens on bms-uplink-NAME.
 */
@Component(
        service = {
            SampleSink.class,
            StatusSink.class,
            StatusSource.class,
            IdentityListener.class,
            SiteListener.class,
            UplinkReport.class
        },
        configurationPid = "io.bms.uplink",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = UplinkConfig.class, factory = true)
public final class Uplink
        implements SampleSink, StatusSink, StatusSource, IdentityListener, SiteListener, UplinkReport {
    private static final int LONGEST_NAME = 40;
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration FIRST = Duration.ofSeconds(2);

    private final Intake intake;
    private final UplinkHealth health;
    private final UplinkWorker worker;
    private final Counters counters = new Counters();
    private final String name;

    @Activate
    public Uplink(
            BundleContext context,
            Map<String, Object> properties,
            @Reference SettingsKeeper keeper,
            @Reference IdentityStore identities) {
        this(
                new UplinkParts(
                        FactoryName.of(properties, LONGEST_NAME),
                        identities,
                        DataFolder.of(context),
                        Clock.systemUTC(),
                        context.getProperty(Constants.FRAMEWORK_UUID),
                        TICK,
                        FIRST),
                keeper.read(UplinkConfig.class, properties, UplinkSettings::of));
    }

    Uplink(UplinkParts parts, UplinkSettings settings) {
        name = parts.name();
        intake = new Intake(settings.confirm());
        health = new UplinkHealth(name, parts.clock());
        worker = new UplinkWorker(parts, settings, intake, health, counters);
        worker.start();
    }

    @Deactivate
    void close() {
        worker.end();
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindDispatcher(CommandDispatcher dispatcher) {
        worker.inbox().dispatcher(dispatcher);
    }

    void unbindDispatcher(CommandDispatcher dispatcher) {
        worker.inbox().dispatcherGone(dispatcher);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindAudit(AuditLog present) {
        worker.inbox().audit(present);
    }

    void unbindAudit(AuditLog gone) {
        worker.inbox().auditGone(gone);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindMeanings(PointMeanings present) {
        worker.meanings(present);
    }

    void unbindMeanings(PointMeanings gone) {
        // What it said stays: the rules of whoever takes its place are told when it is there.
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
        // The status says enough, and this goes over a paid line.
    }

    @Override
    public void identityChanged(Identity identity) {
        worker.moved();
    }

    @Override
    public void siteChanged(Site site) {
        worker.site(site);
    }

    @Override
    public List<StatusItem> status() {
        List<StatusItem> items = new ArrayList<>(health.problems());
        items.add(new StatusItem.Count(StatusItem.Counter.DROPPED_MESSAGES, dropped()));
        items.addAll(counters.items());
        return items;
    }

    private long dropped() {
        return intake.dropped() + worker.figures().dropped();
    }

    @Override
    public Report report() {
        UplinkWorker.Figures figures = worker.figures();
        return new Report(
                name,
                health.connection(),
                health.since(),
                health.failure(),
                figures.sent(),
                figures.backlog().batches(),
                figures.backlog().oldest(),
                dropped(),
                figures.bytes());
    }
}

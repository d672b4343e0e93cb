// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.account.Accounts;
import io.bms.api.account.TokenProof;
import io.bms.api.alarm.ActiveAlarms;
import io.bms.api.alarm.AlarmEvent;
import io.bms.api.alarm.AlarmEventSink;
import io.bms.api.alarm.AlarmSink;
import io.bms.api.audit.AuditCheckpoint;
import io.bms.api.audit.AuditLog;
import io.bms.api.audit.AuditSink;
import io.bms.api.broker.EmbeddedBroker;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.document.DocumentSink;
import io.bms.api.identity.Identity;
import io.bms.api.identity.IdentityListener;
import io.bms.api.identity.IdentityStore;
import io.bms.api.memory.HeapGauge;
import io.bms.api.outbox.BatchOutbox;
import io.bms.api.point.SampleBatch;
import io.bms.api.point.SampleSink;
import io.bms.api.site.Site;
import io.bms.api.site.SiteListener;
import io.bms.api.site.SiteStore;
import io.bms.api.status.GatewayStatus;
import io.bms.api.status.Heartbeat;
import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusSink;
import io.bms.api.status.StatusSource;
import io.bms.api.update.SoftwareSink;
import io.bms.api.update.SoftwareStatus;
import io.bms.mqtt.link.Outgoing;
import io.bms.settings.SettingsKeeper;
import io.bms.tls.TlsFiles;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
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
 * The gateway's MQTT 5 session as the other bundles see it: samples, status and news go in, requests go
 * to the dispatcher. No method waits for the network, but the deactivation, which says goodbye.
 *
 * <p>The dispatcher, the accounts, the outbox and the embedded broker come and go without the session ending.
 * Thread: any; what is asked for happens on bms-mqtt-session.
 */
@Component(configurationPid = "io.bms.mqtt", configurationPolicy = ConfigurationPolicy.REQUIRE, immediate = true)
@Designate(ocd = MqttConfig.class)
public final class MqttSession
        implements SampleSink,
                StatusSink,
                StatusSource,
                AlarmSink,
                AlarmEventSink,
                AuditSink,
                DocumentSink,
                SoftwareSink,
                SiteListener,
                IdentityListener {
    private static final Duration GOODBYE = Duration.ofSeconds(8);
    private static final int STATUS_SECONDS = 5;
    private static final Duration CERTIFICATE_LOOK = Duration.ofMinutes(10);

    private final SessionThread thread = new SessionThread();
    private final DiskThread disk = new DiskThread();
    private final Backfill backfill;
    private final CurrentBroker brokers;
    private final HeapBounds heap = new HeapBounds();
    private final Telemetry telemetry;
    private final AlarmSlot alarms;
    private final DocumentSlot documents;
    private final SendQueue queue;
    private final Senders senders;
    private final CommandInbox inbox;
    private final Health health;
    private final Connector connector;
    private final Optional<TlsFiles> certificate;

    @Activate
    public MqttSession(
            BundleContext context,
            Map<String, Object> properties,
            @Reference SettingsKeeper keeper,
            @Reference IdentityStore identities,
            @Reference SiteStore sites) {
        this(
                new SessionParts(
                        identities,
                        sites,
                        Clock.systemUTC(),
                        context.getProperty(Constants.FRAMEWORK_UUID),
                        Pace.NORMAL),
                keeper.read(MqttConfig.class, properties, MqttSettings::of));
    }

    MqttSession(SessionParts parts, MqttSettings settings) {
        Counters counters = new Counters();
        brokers = new CurrentBroker(settings.external());
        backfill = new Backfill(thread, disk, counters, parts.clock(), parts.pace());
        telemetry = new Telemetry(parts.sites(), settings, parts.clock(), counters, parts.pace(), heap, backfill::keep);
        PacketLimit limit = new PacketLimit();
        Refusals refusals = new Refusals(parts.clock());
        alarms = new AlarmSlot(thread, refusals);
        documents = new DocumentSlot(thread, refusals);
        queue = new SendQueue(
                thread,
                telemetry,
                backfill,
                alarms,
                documents,
                counters,
                parts.clock(),
                limit,
                refusals,
                parts.pace(),
                heap);
        senders = settings.external()
                .map(broker -> Senders.unknownToBroker(broker.unproven()))
                .orElseGet(Senders::toldByBroker);
        inbox = new CommandInbox(
                parts.clock(), counters, senders, task -> thread.later(CommandInbox.PATIENCE, task), new Answering());
        health = new Health(parts.clock(), counters, refusals, settings.warning());
        connector = new Connector(
                thread,
                parts,
                brokers,
                queue,
                inbox,
                health,
                counters,
                refusals,
                new Suspects(limit, parts.clock()),
                new StaleTopics(thread, disk, parts, queue, documents),
                alarms);
        certificate = settings.external().flatMap(MqttSettings.External::tls).filter(files -> files.certificateFile()
                .isPresent());
        thread.execute(connector::connect);
        thread.execute(this::lookAtCertificate);
    }

    /** It may have been renewed. */
    private void lookAtCertificate() {
        if (certificate.isPresent()) {
            try {
                health.certificateEnds(Optional.of(certificate.get().ends()));
            } catch (IOException unreadable) {
                // connecting says so
                health.certificateEnds(Optional.empty());
            }
            thread.later(CERTIFICATE_LOOK, this::lookAtCertificate);
        }
    }

    @Deactivate
    void close() {
        thread.end(connector::end, GOODBYE);
        telemetry.disconnected();
        disk.end(GOODBYE);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindBroker(EmbeddedBroker broker) {
        brokers.embedded(broker);
        thread.execute(connector::moved);
    }

    void unbindBroker(EmbeddedBroker broker) {
        brokers.embeddedGone(broker);
        thread.execute(connector::moved);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindDispatcher(CommandDispatcher dispatcher) {
        inbox.dispatcher(dispatcher);
    }

    void unbindDispatcher(CommandDispatcher dispatcher) {
        inbox.dispatcherGone(dispatcher);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindAccounts(Accounts accounts) {
        inbox.accounts(accounts);
    }

    void unbindAccounts(Accounts accounts) {
        inbox.accountsGone(accounts);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindOutbox(BatchOutbox kept) {
        disk.outbox(kept);
        thread.execute(backfill::outboxCame);
    }

    void unbindOutbox(BatchOutbox kept) {
        disk.outboxGone(kept);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindProofs(TokenProof present) {
        senders.proofs(present);
    }

    void unbindProofs(TokenProof gone) {
        senders.proofsGone(gone);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindAudit(AuditLog present) {
        inbox.audit(present);
    }

    void unbindAudit(AuditLog gone) {
        inbox.auditGone(gone);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindHeap(HeapGauge present) {
        heap.gauge(present);
    }

    void unbindHeap(HeapGauge gone) {
        heap.gaugeGone(gone);
    }

    @Override
    public void accept(SampleBatch batch) {
        telemetry.accept(batch).ifPresent(this::flushIn);
        connector.transmitter().wake();
    }

    private void flushIn(Telemetry.Timer timer) {
        thread.later(timer.in(), () -> {
            telemetry.flush(timer).ifPresent(this::flushIn);
            connector.transmitter().pump();
        });
    }

    @Override
    public CompletionStage<Void> status(GatewayStatus status) {
        CompletableFuture<Void> out = new CompletableFuture<>();
        thread.execute(() -> {
            queue.status(status, out);
            connector.transmitter().pump();
        });
        return out.completeOnTimeout(null, STATUS_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void heartbeat(Heartbeat heartbeat) {
        thread.execute(() -> {
            queue.heartbeat(heartbeat);
            connector.transmitter().pump();
        });
    }

    @Override
    public void alarms(ActiveAlarms active) {
        thread.execute(() -> {
            alarms.alarms(active);
            connector.transmitter().pump();
        });
    }

    @Override
    public void documents(Map<String, byte[]> byTopic, Set<String> gone) {
        thread.execute(() -> {
            documents.put(byTopic);
            connector.left(gone);
            connector.transmitter().pump();
        });
    }

    @Override
    public void checkpoint(AuditCheckpoint newest) {
        thread.execute(() -> {
            queue.checkpoint(newest);
            connector.transmitter().pump();
        });
    }

    @Override
    public void software(SoftwareStatus newest) {
        thread.execute(() -> {
            queue.software(newest);
            connector.transmitter().pump();
        });
    }

    @Override
    public CompletionStage<Boolean> event(AlarmEvent event) {
        CompletableFuture<Boolean> arrived = new CompletableFuture<>();
        thread.execute(() -> {
            alarms.event(event, arrived);
            connector.transmitter().pump();
        });
        return arrived;
    }

    @Override
    public List<StatusItem> status() {
        return health.items();
    }

    @Override
    public void siteChanged(Site site) {
        thread.execute(() -> connector.siteChanged(site));
    }

    @Override
    public void identityChanged(Identity identity) {
        thread.execute(connector::moved);
    }

    /** Takes what the inbox says, on any thread. */
    private final class Answering implements CommandInbox.Out {
        @Override
        public void send(Outgoing message) {
            put(() -> queue.add(message));
        }

        @Override
        public void answer(Response answer) {
            put(() -> queue.answer(answer));
        }

        private void put(Runnable what) {
            thread.execute(() -> {
                what.run();
                connector.transmitter().pump();
            });
        }
    }
}

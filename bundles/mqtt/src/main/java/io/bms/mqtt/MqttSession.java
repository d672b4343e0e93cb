// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.broker.EmbeddedBroker;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.identity.Identity;
import io.bms.api.identity.IdentityListener;
import io.bms.api.identity.IdentityStore;
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
import io.bms.settings.SettingsKeeper;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
 * <p>The dispatcher, the outbox and the embedded broker come and go without the session ending.
 */
@Component(configurationPid = "io.bms.mqtt", configurationPolicy = ConfigurationPolicy.REQUIRE, immediate = true)
@Designate(ocd = MqttConfig.class)
public final class MqttSession implements SampleSink, StatusSink, StatusSource, SiteListener, IdentityListener {
    private static final Duration GOODBYE = Duration.ofSeconds(8);
    private static final int STATUS_SECONDS = 5;

    private final SessionThread thread = new SessionThread();
    private final DiskThread disk = new DiskThread();
    private final Backfill backfill;
    private final Endpoints endpoints;
    private final Telemetry telemetry;
    private final Outbox outbox;
    private final CommandInbox inbox;
    private final Health health;
    private final Session session;

    @Activate
    public MqttSession(
            BundleContext context,
            Map<String, Object> properties,
            @Reference SettingsKeeper keeper,
            @Reference IdentityStore identities,
            @Reference SiteStore sites) {
        this(
                new Surroundings(identities, sites, Clock.systemUTC(), context.getProperty(Constants.FRAMEWORK_UUID)),
                keeper.read(MqttConfig.class, properties, MqttSettings::of));
    }

    MqttSession(Surroundings around, MqttSettings settings) {
        Counters counters = new Counters();
        endpoints = new Endpoints(settings.external());
        backfill = new Backfill(thread, disk, counters, around.clock());
        telemetry = new Telemetry(around.sites(), settings, around.clock(), counters, backfill::keep);
        PacketLimit limit = new PacketLimit();
        Refusals refusals = new Refusals(around.clock());
        outbox = new Outbox(thread, telemetry, backfill, counters, around.clock(), limit, refusals);
        inbox = new CommandInbox(around.clock(), counters, new Answering());
        health = new Health(around.clock(), counters, refusals);
        session = new Session(
                thread,
                around,
                endpoints,
                outbox,
                inbox,
                health,
                counters,
                refusals,
                new Suspects(limit, around.clock()),
                new StaleTopics(thread, disk, around, outbox));
        thread.execute(session::connect);
    }

    @Deactivate
    void close() {
        thread.end(session::end, GOODBYE);
        telemetry.disconnected();
        disk.end(GOODBYE);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindBroker(EmbeddedBroker broker) {
        endpoints.embedded(broker);
        thread.execute(session::moved);
    }

    void unbindBroker(EmbeddedBroker broker) {
        endpoints.embeddedGone(broker);
        thread.execute(session::moved);
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
    void bindOutbox(BatchOutbox kept) {
        disk.outbox(kept);
        thread.execute(backfill::outboxCame);
    }

    void unbindOutbox(BatchOutbox kept) {
        disk.outboxGone(kept);
    }

    @Override
    public void accept(SampleBatch batch) {
        telemetry.accept(batch).ifPresent(this::flushIn);
        session.transmitter().wake();
    }

    private void flushIn(Telemetry.Timer timer) {
        thread.later(timer.in(), () -> {
            telemetry.flush(timer).ifPresent(this::flushIn);
            session.transmitter().pump();
        });
    }

    @Override
    public CompletionStage<Void> status(GatewayStatus status) {
        CompletableFuture<Void> out = new CompletableFuture<>();
        thread.execute(() -> {
            outbox.status(status, out);
            session.transmitter().pump();
        });
        return out.completeOnTimeout(null, STATUS_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void heartbeat(Heartbeat heartbeat) {
        thread.execute(() -> {
            outbox.heartbeat(heartbeat);
            session.transmitter().pump();
        });
    }

    @Override
    public List<StatusItem> status() {
        return health.items();
    }

    @Override
    public void siteChanged(Site site) {
        thread.execute(() -> session.siteChanged(site));
    }

    @Override
    public void identityChanged(Identity identity) {
        thread.execute(session::moved);
    }

    /** Takes what the inbox says, on any thread. */
    private final class Answering implements CommandInbox.Out {
        @Override
        public void send(Outgoing message) {
            put(() -> outbox.add(message));
        }

        @Override
        public void answer(Answer answer) {
            put(() -> outbox.answer(answer));
        }

        private void put(Runnable what) {
            thread.execute(() -> {
                what.run();
                session.transmitter().pump();
            });
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.account.Accounts;
import io.bms.api.audit.AuditLog;
import io.bms.api.broker.EmbeddedBroker;
import io.bms.api.memory.HeapGauge;
import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusItem.Problem;
import io.bms.api.status.StatusSource;
import io.bms.settings.SettingsKeeper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's own broker, running exactly while no external one is configured. The service
 * {@link EmbeddedBroker} exists while it listens, so whoever needs it simply refers to it.
 *
 * <p>Thread: any.
 */
@Component(
        service = {StatusSource.class, ConfigurationListener.class},
        immediate = true,
        configurationPid = "io.bms.broker",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = BrokerConfig.class)
public final class EmbeddedArtemis implements StatusSource, ConfigurationListener {
    /** Where it is decided which broker the gateway uses. */
    interface Choice {
        /** True for the embedded one; empty while nothing is configured (yet). */
        Optional<Boolean> embedded() throws IOException;
    }

    /** Opens a broker that says there what happens to it. */
    interface Opener {
        BrokerLifecycle.Running open(BrokerReport report) throws Exception;
    }

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedArtemis.class);

    private final Choice choice;
    private final SignInTrail trail;
    private final CurrentHeap heap;
    private final BrokerReport report;
    private final BrokerLifecycle lifecycle;
    private final Problem undecided;
    private final Optional<Problem> notEncrypted;
    private Optional<Boolean> decided = Optional.empty();

    @Activate
    public EmbeddedArtemis(
            BundleContext context,
            Map<String, Object> properties,
            @Reference SettingsKeeper keeper,
            @Reference Accounts accounts,
            @Reference ConfigurationAdmin configurations)
            throws IOException {
        this(
                new ConfiguredChoice(configurations, keeper),
                context,
                keeper.read(BrokerConfig.class, properties, config -> BrokerSettings.of(config, folder(context))),
                accounts,
                new SignInTrail(),
                new CurrentHeap());
    }

    private EmbeddedArtemis(
            Choice choice,
            BundleContext context,
            BrokerSettings settings,
            Accounts accounts,
            SignInTrail trail,
            CurrentHeap heap)
            throws IOException {
        this(
                choice,
                report -> open(
                        context,
                        settings,
                        new ClientSignIn(accounts, Clock.systemUTC(), trail),
                        accounts,
                        report,
                        heap),
                settings.warning(),
                Executors.newSingleThreadScheduledExecutor(EmbeddedArtemis::thread),
                Clock.systemUTC(),
                trail,
                heap);
    }

    /** @param warning what an operator must be told while the embedded broker is the one in use */
    EmbeddedArtemis(
            Choice choice,
            Opener opener,
            Optional<String> warning,
            ScheduledExecutorService executor,
            Clock clock,
            SignInTrail trail,
            CurrentHeap heap)
            throws IOException {
        this.trail = trail;
        this.heap = heap;
        this.choice = choice;
        this.notEncrypted = warning.map(message -> new Problem("mqtt_not_encrypted", message, Instant.now(clock)));
        this.report = new BrokerReport(clock);
        this.lifecycle = new BrokerLifecycle(() -> opener.open(report), executor, clock);
        this.undecided = new Problem(
                "broker_undecided",
                "the MQTT broker waits for etc/io.bms.mqtt.cfg, whose key"
                        + " host says whether there is an external broker; put the file back",
                Instant.now(clock));
        decide();
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindAudit(AuditLog present) {
        trail.bind(present);
    }

    void unbindAudit(AuditLog gone) {
        trail.unbind(gone);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindHeap(HeapGauge present) {
        heap.bind(present);
    }

    void unbindHeap(HeapGauge gone) {
        heap.unbind(gone);
    }

    @Deactivate
    void close() {
        lifecycle.close();
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (event.getType() == ConfigurationEvent.CM_UPDATED) {
            configurationUpdated(event.getPid());
        }
    }

    void configurationUpdated(String pid) {
        if (!ConfiguredChoice.PID.equals(pid)) {
            return;
        }
        try {
            decide();
        } catch (IOException unreadable) {
            LOG.error(
                    "the configuration {} cannot be read; the MQTT broker stays as it is",
                    ConfiguredChoice.PID,
                    unreadable);
        }
    }

    @Override
    public synchronized List<StatusItem> status() {
        List<StatusItem> items = new ArrayList<>(report.problems());
        lifecycle.problem().ifPresent(items::add);
        if (decided.isEmpty()) {
            items.add(undecided);
        } else if (decided.get()) {
            notEncrypted.ifPresent(items::add);
        }
        return items;
    }

    /** A deleted configuration decides nothing: it may be on its way back, and a restart costs every session. */
    private synchronized void decide() throws IOException {
        Optional<Boolean> embedded = choice.embedded();
        if (embedded.isEmpty() || embedded.equals(decided)) {
            return;
        }
        decided = embedded;
        if (embedded.get()) {
            notEncrypted.map(Problem::message).ifPresent(LOG::warn);
        } else {
            LOG.info("an external MQTT broker is configured; the embedded one is off");
        }
        lifecycle.want(embedded.get());
    }

    private static BrokerLifecycle.Running open(
            BundleContext context,
            BrokerSettings settings,
            ClientSignIn signIn,
            Accounts accounts,
            BrokerReport report,
            HeapGauge heap)
            throws Exception {
        ArtemisBroker broker =
                ArtemisBroker.start(settings, signIn, new Members(accounts, TopicTable::permissions), report, heap);
        LOG.info(
                "the MQTT broker listens on {}, port {} and, for WebSocket, {}",
                settings.bindAddress(),
                settings.tcpPort(),
                settings.webSocketPort());
        settings.tls().ifPresent(tls -> LOG.info("MQTT over TLS is on {}, port {}", tls.bindAddress(), tls.port()));
        ServiceRegistration<EmbeddedBroker> registration = context.registerService(EmbeddedBroker.class, broker, null);
        return () -> {
            registration.unregister();
            broker.stop();
            LOG.info("the MQTT broker has stopped");
        };
    }

    private static Path folder(BundleContext context) {
        return Path.of(context.getProperty("bms.data")).resolve("broker");
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "bms-broker-lifecycle");
        thread.setDaemon(true);
        return thread;
    }
}

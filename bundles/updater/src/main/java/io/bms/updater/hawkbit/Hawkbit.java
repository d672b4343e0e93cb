// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater.hawkbit;

import io.bms.api.identity.Identity;
import io.bms.api.identity.IdentityStore;
import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusSource;
import io.bms.api.update.SoftwareSink;
import io.bms.api.update.SoftwareStatus;
import io.bms.api.update.UpdateServerReport;
import io.bms.api.update.UpdateState.Phase;
import io.bms.api.update.Updater;
import io.bms.disk.Disk;
import io.bms.settings.SettingsKeeper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client of one hawkBit server; off unless its settings name one. Thread: any; its work bms-updater-hawkbit. */
@Component(
        service = {SoftwareSink.class, StatusSource.class, UpdateServerReport.class},
        configurationPid = "io.bms.hawkbit",
        immediate = true)
@Designate(ocd = HawkbitConfig.class)
public final class Hawkbit implements SoftwareSink, StatusSource, UpdateServerReport {
    private static final Logger LOG = LoggerFactory.getLogger(Hawkbit.class);
    private static final Duration AFTER_A_FAULT = Duration.ofMinutes(1);
    /** One failure may be a moment's. */
    private static final int FAILURES = 3;

    private final HawkbitSettings settings;
    private final Updater updater;
    private final String bootId;
    private final Clock clock;
    private final Optional<HawkbitAgent> agent;
    private final Optional<ScheduledExecutorService> thread;
    private volatile IdentityStore identities;
    private volatile String version = "";
    private volatile Optional<StatusItem> problem = Optional.empty();

    @Activate
    public Hawkbit(
            BundleContext context,
            Map<String, Object> properties,
            @Reference SettingsKeeper keeper,
            @Reference Updater updater) {
        settings = keeper.read(HawkbitConfig.class, properties, HawkbitSettings::of);
        this.updater = updater;
        bootId = context.getProperty(Constants.FRAMEWORK_UUID);
        clock = Clock.systemUTC();
        if (settings.isOff()) {
            agent = Optional.empty();
            thread = Optional.empty();
            return;
        }
        agent = Optional.of(new HawkbitAgent(
                new HttpDdi(settings, this::controllerId, clock),
                updater,
                new AssignmentFile(Disk.real(), Path.of(context.getProperty("bms.data"))),
                new PollTimes(settings.least(), settings.most(), () -> ThreadLocalRandom.current()
                        .nextDouble()),
                System::nanoTime,
                this::attributes));
        thread = Optional.of(Executors.newSingleThreadScheduledExecutor(task -> {
            Thread daemon = new Thread(task, "bms-updater-hawkbit");
            daemon.setDaemon(true);
            return daemon;
        }));
        LOG.info("updates are taken from the hawkBit server {}", settings.url());
        thread.get().execute(this::step);
    }

    @Deactivate
    public void close() {
        thread.ifPresent(ScheduledExecutorService::shutdownNow);
    }

    /** It may be replaced meanwhile. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindIdentities(IdentityStore store) {
        identities = store;
    }

    void unbindIdentities(IdentityStore store) {
        if (identities == store) {
            identities = null;
        }
    }

    private void step() {
        Duration wait = AFTER_A_FAULT;
        try {
            wait = agent.orElseThrow().step();
        } catch (RuntimeException e) {
            LOG.warn("a step for the hawkBit server failed", e);
        }
        try {
            thread.orElseThrow().schedule(this::step, wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("it was closed meanwhile", e);
        }
    }

    private String controllerId() {
        return settings.controllerId().orElseGet(() -> {
            IdentityStore store = identities;
            if (store == null) {
                throw new UncheckedIOException(new IOException("the gateway's identity is not known at the moment"));
            }
            Identity identity = store.current();
            return identity.organizationId() + "." + identity.siteId() + "." + identity.deviceId();
        });
    }

    private Map<String, String> attributes() {
        Map<String, String> attributes = new TreeMap<>();
        attributes.put("version", version);
        attributes.put("update", updater.state().inForce());
        attributes.put("boot_id", bootId);
        attributes.put("java", System.getProperty("java.version"));
        attributes.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        attributes.put("arch", System.getProperty("os.arch"));
        return attributes;
    }

    @Override
    public void software(SoftwareStatus status) {
        version = status.version().orElse("");
    }

    /**
     * While an update is tried this stays as it was: that the server is away then says nothing of the update, and the
     * gate looks at what is new.
     */
    @Override
    public List<StatusItem> status() {
        if (agent.isPresent() && !tried()) {
            problem = agent.get()
                    .failure()
                    .filter(failed -> failed.refused() || failed.times() >= FAILURES)
                    .map(failed -> problem(failed.why()));
        }
        return problem.stream().toList();
    }

    private boolean tried() {
        return updater.state().phase() != Phase.IDLE;
    }

    private StatusItem problem(String why) {
        Instant since =
                problem.map(former -> ((StatusItem.Problem) former).since()).orElseGet(clock::instant);
        return new StatusItem.Problem(
                "update_server", "No updates come from the hawkBit server " + settings.url() + ": " + why, since);
    }

    @Override
    public Optional<Report> report() {
        return agent.map(running -> new Report(
                settings.url().toString(), running.doing(), running.failure().map(HawkbitAgent.Failed::why)));
    }
}

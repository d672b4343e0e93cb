// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import io.bms.api.audit.AuditAct;
import io.bms.api.audit.AuditActor;
import io.bms.api.audit.AuditCheckpoint;
import io.bms.api.audit.AuditEntry;
import io.bms.api.audit.AuditLog;
import io.bms.api.audit.AuditOutcome;
import io.bms.api.audit.AuditQuery;
import io.bms.api.audit.AuditSink;
import io.bms.api.audit.AuditVerdict;
import io.bms.api.point.SampleBatch;
import io.bms.api.point.SampleSink;
import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusSource;
import io.bms.settings.SettingsKeeper;
import io.bms.sqlite.DataFolder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.framework.BundleContext;
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

/** The audit, in audit.db. Thread: any; it writes on bms-audit-writer. */
@Component(
        service = {AuditLog.class, SampleSink.class, StatusSource.class},
        immediate = true,
        configurationPid = "io.bms.audit",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AuditConfig.class)
public final class SqliteAudit implements AuditLog, SampleSink, StatusSource {
    static final String STARTED = "audit_started";
    static final String STOPPED = "audit_stopped";

    /** How soon what is counted is recorded a first time. */
    static final Duration COUNTS = Duration.ofSeconds(5);

    static final Duration CHECKPOINTS = Duration.ofMinutes(1);
    private static final Duration POLLING = Duration.ofHours(1);
    private static final Duration SHORTENED_ANYWAY = Duration.ofHours(1);
    private static final Logger LOG = LoggerFactory.getLogger(SqliteAudit.class);
    private static final int PATIENCE_SECONDS = 5;

    private final AuditSettings settings;
    private final AuditStore store;
    private final Runnable end;
    private final Clock clock;
    private final ScheduledExecutorService executor;
    private final AuditProblems problems;
    private final ChainWriter writer;
    private final Counts counts;
    private final Polling polling = new Polling();
    private final AuditAct running;
    private final Optional<SyslogFeed> syslog;
    private final List<AuditSink> sinks = new CopyOnWriteArrayList<>();
    private final AtomicBoolean posted = new AtomicBoolean();
    /** Held while the chain is looked through, so that it is not shortened meanwhile. */
    private final ReentrantLock wholeChain = new ReentrantLock();

    private Instant shortened = Instant.MIN;
    private long told = -1;

    @Activate
    public SqliteAudit(BundleContext context, Map<String, Object> properties, @Reference SettingsKeeper keeper) {
        this(
                keeper.read(AuditConfig.class, properties, AuditSettings::of),
                new SqliteAuditStore(DataFolder.of(context)),
                "version " + context.getBundle().getVersion());
    }

    private SqliteAudit(AuditSettings settings, SqliteAuditStore store, String version) {
        this(
                settings,
                store,
                store.setAside(),
                store::close,
                version,
                Clock.systemUTC(),
                Executors.newSingleThreadScheduledExecutor(task -> {
                    Thread thread = new Thread(task, "bms-audit-writer");
                    thread.setDaemon(true);
                    return thread;
                }));
    }

    /** @param end closes the store */
    SqliteAudit(
            AuditSettings settings,
            AuditStore store,
            List<Path> setAside,
            Runnable end,
            String version,
            Clock clock,
            ScheduledExecutorService executor) {
        this.settings = settings;
        this.store = store;
        this.end = end;
        this.clock = clock;
        this.executor = executor;
        running = new AuditAct(AuditActor.GATEWAY, STARTED, version + ", process " + process());
        problems = new AuditProblems(clock, setAside, settings.required());
        counts = new Counts(clock);
        boolean ready = false;
        try {
            writer = new ChainWriter(store, clock, problems);
            ready = true;
        } finally {
            if (!ready) {
                end.run();
                executor.shutdownNow();
            }
        }
        done(running, AuditOutcome.SUCCESS);
        syslog = settings.syslog().map(collector -> new SyslogFeed(collector, store, clock, SyslogFeed.Pace.NORMAL));
        every(Duration.ofSeconds(1), writer::write);
        every(COUNTS, () -> write(counts.take(false)));
        every(CHECKPOINTS, this::lookAfter);
        every(POLLING, () -> write(polling.take()));
    }

    private static String process() {
        ProcessHandle process = ProcessHandle.current();
        return process.pid()
                + process.info().startInstant().map(at -> " of " + at).orElse("");
    }

    /** What has been done is written first. */
    @Deactivate
    void close() {
        done(new AuditAct(AuditActor.GATEWAY, STOPPED, running.object()), AuditOutcome.SUCCESS);
        executor.execute(() -> {
            write(polling.take());
            write(counts.take(true));
            tell();
        });
        executor.shutdown();
        syslog.ifPresent(SyslogFeed::close);
        try {
            if (!executor.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the audit could not be ended within {} s", PATIENCE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end.run();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindSink(AuditSink sink) {
        sinks.add(sink);
        sink.checkpoint(writer.end().at(clock.instant()));
    }

    void unbindSink(AuditSink sink) {
        sinks.remove(sink);
    }

    @Override
    public Intention begin(AuditAct act) {
        Unwritten begun = put(act, Optional.empty(), Optional.empty());
        return new Intention() {
            @Override
            public CompletionStage<Boolean> admitted() {
                return begun.written().thenApply(written -> written || !settings.required());
            }

            @Override
            public CompletionStage<Void> end(AuditOutcome outcome) {
                return put(act, Optional.of(outcome), Optional.of(begun))
                        .written()
                        .thenAccept(written -> {});
            }
        };
    }

    @Override
    public CompletionStage<Void> done(AuditAct act, AuditOutcome outcome) {
        return put(act, Optional.of(outcome), Optional.empty()).written().thenAccept(written -> {});
    }

    @Override
    public void count(AuditAct act, AuditOutcome outcome) {
        counts.count(act, outcome);
    }

    @Override
    public void accept(SampleBatch batch) {
        polling.accept(batch);
    }

    @Override
    public List<AuditEntry> find(AuditQuery query) {
        awaitWritten();
        return store.find(query);
    }

    @Override
    public AuditVerdict verify(Optional<AuditCheckpoint> known) {
        wholeChain.lock();
        try {
            awaitWritten();
            return new ChainCheck(store, writer.end(), known).run(clock.instant());
        } finally {
            wholeChain.unlock();
        }
    }

    @Override
    public List<StatusItem> status() {
        List<StatusItem> items = new ArrayList<>(problems.current());
        syslog.ifPresent(feed -> items.addAll(feed.current()));
        return items;
    }

    private Unwritten put(AuditAct act, Optional<AuditOutcome> outcome, Optional<Unwritten> intention) {
        Unwritten one = writer.put(act, outcome, intention);
        if (posted.compareAndSet(false, true)) {
            try {
                executor.execute(() -> {
                    posted.set(false);
                    writer.write();
                });
            } catch (RejectedExecutionException e) {
                LOG.debug("the audit is being replaced", e);
                one.failed();
            }
        }
        return one;
    }

    private void awaitWritten() {
        try {
            executor.submit(writer::write).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            LOG.debug("what was done last is not written yet", e);
        }
    }

    private void write(List<Counts.Counted> taken) {
        taken.forEach(counted -> writer.put(counted.act(), Optional.of(counted.outcome()), Optional.empty()));
        writer.write();
    }

    private void lookAfter() {
        if (wholeChain.tryLock()) {
            try {
                boolean anyway = shortened.isBefore(clock.instant().minus(SHORTENED_ANYWAY));
                writer.shorten(settings.retention(), settings.maxRecords(), anyway);
                shortened = anyway ? clock.instant() : shortened;
            } finally {
                wholeChain.unlock();
            }
        }
        tell();
    }

    /** Checkpoints go to where this disk does not reach. */
    private void tell() {
        ChainEnd now = writer.end();
        if (now.seq() != told) {
            told = now.seq();
            sinks.forEach(sink -> sink.checkpoint(now.at(clock.instant())));
        }
    }

    /** An outermost frame: what goes wrong once must not end the repeating. */
    private void every(Duration period, Runnable task) {
        executor.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        LOG.error("the audit could not be looked after", e);
                    }
                },
                period.toMillis(),
                period.toMillis(),
                TimeUnit.MILLISECONDS);
    }
}

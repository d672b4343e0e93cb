// SPDX-License-Identifier: GPL-3.0-only
package io.bms.command;

import io.bms.api.ErrorCode;
import io.bms.api.account.Accounts;
import io.bms.api.audit.AuditActor;
import io.bms.api.audit.AuditLog;
import io.bms.api.command.Command;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandHandler;
import io.bms.api.command.CommandLedger;
import io.bms.api.command.CommandResult;
import io.bms.api.command.RemoteRequest;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.event.Event;
import io.bms.api.event.EventLog;
import io.bms.api.memory.HeapGauge;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.site.SiteStore;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The one door for commands. Its thread for the ledger does the blocking work on the disk, so that no
 * caller waits; at most {@link #MAX_ADMITTED} commands are under way at once, the next one is answered
 * {@code busy} and not recorded. Immediate, since it must know what runs while its users come and go. Thread: any.
 */
@Component(service = CommandDispatcher.class, immediate = true)
public final class LedgerDispatcher implements CommandDispatcher {
    /** As many as MQTT may have under way (docs/wire.md), 288, and 64 of the shell and the REST API. */
    static final int MAX_ADMITTED = 352;

    private static final int CLOSE_SECONDS = 5;

    private final Handlers handlers = new Handlers();
    private final Semaphore admission = new Semaphore(MAX_ADMITTED);
    private final ExecutorService ledgerThread;
    private final ScheduledExecutorService handlerThread;
    private final HandlerRunner runner;
    private final OnceOnly onceOnly;
    private final AtomicReference<EventLog> events = new AtomicReference<>();
    private final SenderRights senders = new SenderRights();
    private final CommandTrail trail = new CommandTrail();
    private final ShortHeap heap = new ShortHeap();
    private final Clock clock;

    @Activate
    public LedgerDispatcher(@Reference CommandLedger ledger) {
        this(
                ledger,
                Clock.systemUTC(),
                Executors.newSingleThreadExecutor(daemon("bms-command-ledger")),
                handlerThread());
    }

    LedgerDispatcher(
            CommandLedger ledger, Clock clock, ExecutorService ledgerThread, ScheduledExecutorService handlerThread) {
        this.clock = clock;
        this.ledgerThread = ledgerThread;
        this.handlerThread = handlerThread;
        runner = new HandlerRunner(handlers, handlerThread);
        onceOnly = new OnceOnly(ledger, this::recorded, ledgerThread, clock);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindHandler(CommandHandler handler, Map<String, Object> properties) {
        handlers.add(handler, properties.get(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0);
    }

    void unbindHandler(CommandHandler handler) {
        handlers.remove(handler);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindEvents(EventLog log) {
        events.set(log);
    }

    void unbindEvents(EventLog log) {
        events.compareAndSet(log, null);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindAccounts(Accounts present) {
        senders.bind(present);
    }

    void unbindAccounts(Accounts gone) {
        senders.unbind(gone);
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

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindMonitoring(Monitoring present) {
        trail.bind(present);
    }

    void unbindMonitoring(Monitoring gone) {
        trail.unbind(gone);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindSites(SiteStore present) {
        trail.bind(present);
    }

    void unbindSites(SiteStore gone) {
        trail.unbind(gone);
    }

    /** Carries out a request that is neither a repeat nor too old. */
    private CompletableFuture<CommandResult> recorded(RemoteRequest request, Consumer<DiscoveryProgress> progress) {
        return trail.carryOut(
                request.command(), request.actor(), how(request), () -> runner.run(request.command(), progress));
    }

    /** By what the sender finds it in a record of its own. */
    private static String how(RemoteRequest request) {
        return "command_id " + request.commandId()
                + request.sender()
                        .flatMap(RemoteRequest.Sender::clientId)
                        .map(id -> ", client " + id)
                        .orElse("");
    }

    /** Reading is no event. */
    private void record(Command command, String from, CommandResult result) {
        EventLog log = events.get();
        if (log != null && command.isOnceOnly()) {
            log.record(new Event(
                    clock.instant(),
                    Event.Kind.COMMAND,
                    command.inWords(),
                    // who sent it stands first: a list may cut what is long
                    result.failure()
                            .map(failure -> failure.code().wireName() + from + ": " + failure.message())
                            .orElse("success" + from)));
        }
    }

    @Override
    public CompletionStage<CommandResult> dispatch(
            AuditActor by, Command command, Consumer<DiscoveryProgress> progress) {
        Optional<CommandResult> refusal = heap.refusal(command, by.door());
        if (refusal.isPresent()) {
            return CompletableFuture.completedFuture(refusal.get());
        }
        if (!admission.tryAcquire()) {
            return CompletableFuture.completedFuture(busy());
        }
        CompletableFuture<CommandResult> answer = new CompletableFuture<>();
        trail.carryOut(command, by, "", () -> runner.run(command, progress)).thenAccept(result -> {
            admission.release();
            record(command, " (" + by.inWords() + ")", result);
            handOver(() -> answer.complete(result));
        });
        return answer;
    }

    @Override
    public CompletionStage<List<String>> dispatchOnce(
            RemoteRequest sent,
            Function<CommandResult, List<String>> encode,
            Consumer<DiscoveryProgress> progress,
            Runnable recorded) {
        Optional<CommandResult> refusal = heap.refusal(sent.command(), AuditActor.Door.MQTT);
        if (refusal.isPresent()) {
            return CompletableFuture.completedFuture(encode.apply(refusal.get()));
        }
        if (!admission.tryAcquire()) {
            return CompletableFuture.completedFuture(encode.apply(busy()));
        }
        RemoteRequest request = senders.limited(sent);
        String by = request.account().map(sender -> ", by " + sender).orElse("");
        Function<CommandResult, List<String>> noted = result -> {
            record(request.command(), " (command_id " + request.commandId() + by + ")", result);
            return encode.apply(result);
        };
        Optional<CommandResult> denied = senders.denied(request);
        if (denied.isPresent()) {
            admission.release();
            trail.refused(request.command(), request.actor(), denied.get());
            return CompletableFuture.completedFuture(noted.apply(denied.get()));
        }
        return onceOnly.submit(request, noted, progress, recorded)
                .whenComplete((payloads, none) -> admission.release());
    }

    @Override
    public CompletionStage<List<Undelivered>> undelivered(BiFunction<String, CommandResult, List<String>> encode) {
        return onceOnly.undelivered(encode);
    }

    @Override
    public void delivered(String name, String commandId) {
        onceOnly.delivered(name, commandId);
    }

    @Deactivate
    void close() {
        handlerThread.shutdownNow();
        trail.close();
        runner.close();
        ledgerThread.shutdown();
        try {
            if (!ledgerThread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                ledgerThread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A handler's thread is not ours to keep; while we close there is no other. */
    private void handOver(Runnable completion) {
        try {
            handlerThread.execute(completion);
        } catch (RejectedExecutionException e) {
            completion.run();
        }
    }

    private static CommandResult busy() {
        return new CommandResult.Failed(
                ErrorCode.BUSY, MAX_ADMITTED + " commands are under way; wait for answers before you send more");
    }

    /** One thread, so that commands start in the order in which they came; handlers return at once. */
    private static ScheduledExecutorService handlerThread() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, daemon("bms-command-handler"));
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

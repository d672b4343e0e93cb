// SPDX-License-Identifier: GPL-3.0-only
package io.bms.command;

import io.bms.api.ErrorCode;
import io.bms.api.audit.AuditAct;
import io.bms.api.audit.AuditActor;
import io.bms.api.audit.AuditLog;
import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.site.Site;
import io.bms.api.site.SiteStore;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has each command recorded: one that changes something before it is carried out, and its outcome before that is told;
 * one that only reads, or that is refused, is counted. Without an audit, while that is replaced, commands go on.
 * Thread: any.
 */
final class CommandTrail {
    private static final Logger LOG = LoggerFactory.getLogger(CommandTrail.class);

    private final AtomicReference<AuditLog> audit = new AtomicReference<>();
    private final AtomicReference<Monitoring> monitoring = new AtomicReference<>();
    private final AtomicReference<SiteStore> sites = new AtomicReference<>();
    private volatile boolean closing;

    void bind(AuditLog present) {
        audit.set(present);
    }

    void unbind(AuditLog gone) {
        audit.compareAndSet(gone, null);
    }

    void bind(Monitoring present) {
        monitoring.set(present);
    }

    void unbind(Monitoring gone) {
        monitoring.compareAndSet(gone, null);
    }

    void bind(SiteStore present) {
        sites.set(present);
    }

    void unbind(SiteStore gone) {
        sites.compareAndSet(gone, null);
    }

    /**
     * From now on no answer waits for its record, since those who wait for answers are about to be told the last ones.
     */
    void close() {
        closing = true;
    }

    /**
     * @param how which one of many it is, where that is known; left out of what is counted
     * @param run carries it out; completes normally
     */
    CompletableFuture<CommandResult> carryOut(
            Command command, AuditActor by, String how, Supplier<CompletableFuture<CommandResult>> run) {
        AuditLog log = audit.get();
        if (log == null) {
            return run.get();
        }
        if (!command.isOnceOnly()) {
            return run.get().thenApply(result -> {
                log.count(new AuditAct(by, command.name(), CommandWords.object(command)), CommandWords.outcome(result));
                return result;
            });
        }
        Optional<Site> site = Optional.ofNullable(sites.get()).map(SiteStore::current);
        AuditLog.Intention intention = log.begin(new AuditAct(
                by,
                command.name(),
                (CommandWords.object(command) + (how.isEmpty() ? "" : " (" + how + ")")).strip(),
                CommandWords.before(command, site, Optional.ofNullable(monitoring.get())),
                CommandWords.after(command)));
        return intention
                .admitted()
                .exceptionally(broken -> unwritten(command, broken))
                .thenCompose(admitted -> admitted ? run.get() : CompletableFuture.completedFuture(unrecorded()))
                .thenCompose(result -> ended(command, intention, result, site))
                .toCompletableFuture();
    }

    /** What was carried out is answered, whatever becomes of its record. */
    private CompletableFuture<CommandResult> ended(
            Command command, AuditLog.Intention intention, CommandResult result, Optional<Site> before) {
        CompletableFuture<Void> recorded;
        try {
            Optional<Site> after = Optional.ofNullable(sites.get()).map(SiteStore::current);
            recorded =
                    intention.end(CommandWords.outcome(result, before, after)).toCompletableFuture();
        } catch (RuntimeException broken) {
            unwritten(command, broken);
            return CompletableFuture.completedFuture(result);
        }
        return closing
                ? CompletableFuture.completedFuture(result)
                : recorded.handle((none, broken) -> {
                    if (broken != null) {
                        unwritten(command, broken);
                    }
                    return result;
                });
    }

    /** False, since it is not on the disk. */
    private static boolean unwritten(Command command, Throwable broken) {
        LOG.error("{} could not be recorded in the audit, by a defect", command.name(), broken);
        return false;
    }

    /** It is not carried out. */
    void refused(Command command, AuditActor by, CommandResult result) {
        AuditLog log = audit.get();
        if (log != null) {
            log.count(new AuditAct(by, command.name(), CommandWords.object(command)), CommandWords.outcome(result));
        }
    }

    private static CommandResult unrecorded() {
        return new CommandResult.Failed(
                ErrorCode.INTERNAL,
                "the command could not be recorded in the audit, so it was not carried out, as required in"
                        + " io.bms.audit.cfg says; check the free space of the gateway's disk and send it again");
    }
}

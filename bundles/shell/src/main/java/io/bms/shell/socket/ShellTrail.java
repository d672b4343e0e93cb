// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import io.bms.api.audit.AuditAct;
import io.bms.api.audit.AuditActor;
import io.bms.api.audit.AuditLog;
import io.bms.api.audit.AuditOutcome;
import io.bms.shell.Refused;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has shell commands recorded that change something and are no command of the gateway's dispatcher, which records those
 * itself: before they are carried out, and what came of them; and those counted that read. What is typed as a password
 * is asked for and so is not among their words. Thread: any.
 */
final class ShellTrail {
    /**
     * Those that are recorded, with their scopes: ours, and Karaf's that change bundles, features, settings and
     * logging.
     */
    static final Set<String> RECORDED = Set.of(
            "bms:account-add",
            "bms:account-change",
            "bms:account-delete",
            "bms:account-disable",
            "bms:account-reset",
            "bms:account-scope",
            "bms:acl-export",
            "bms:audit-export",
            "bms:backup",
            "bms:certificate-install",
            "bms:certificate-renew",
            "bms:certificate-request",
            "bms:config-rollback",
            "bms:ede-export",
            "bms:ede-import",
            "bms:history-export",
            "bms:identity-regenerate",
            "bms:identity-set",
            "bms:notice-test",
            "bms:override-drop",
            "bms:override-release-all",
            "bms:password-set",
            "bms:point-read",
            "bms:point-show",
            "bms:restore",
            "bms:support-bundle",
            "bms:token-add",
            "bms:token-revoke",
            "bms:totp-add",
            "bms:totp-remove",
            "bms:update-install",
            "bms:update-key-add",
            "bms:update-rollback",
            "bundle:install",
            "bundle:refresh",
            "bundle:restart",
            "bundle:start",
            "bundle:start-level",
            "bundle:stop",
            "bundle:uninstall",
            "bundle:update",
            "config:delete",
            "config:edit",
            "config:install",
            "config:property-append",
            "config:property-delete",
            "config:property-set",
            "config:update",
            "feature:install",
            "feature:repo-add",
            "feature:repo-remove",
            "feature:requirement-add",
            "feature:requirement-remove",
            "feature:start",
            "feature:stop",
            "feature:uninstall",
            "kar:install",
            "kar:uninstall",
            "log:set",
            "system:shutdown",
            "system:start-level");

    /** Those of ours that only read, and ask nothing of the dispatcher, which counts such itself. */
    static final Set<String> COUNTED = Set.of(
            "bms:account-list",
            "bms:alarm-rule-list",
            "bms:alarm-rule-try",
            "bms:audit-list",
            "bms:audit-verify",
            "bms:certificate-show",
            "bms:config-history",
            "bms:device-list",
            "bms:doctor",
            "bms:ede-diff",
            "bms:event-list",
            "bms:event-path",
            "bms:identity-show",
            "bms:override-list",
            "bms:point-list",
            "bms:point-path",
            "bms:recipient-list",
            "bms:status",
            "bms:token-list",
            "bms:update-history",
            "bms:update-status",
            "bms:update-verify",
            "bms:uplink-list");

    private static final Logger LOG = LoggerFactory.getLogger(ShellTrail.class);
    /** All of both. */
    static final Set<String> TOLD =
            Stream.concat(RECORDED.stream(), COUNTED.stream()).collect(Collectors.toUnmodifiableSet());

    private static final int PATIENCE_SECONDS = 10;

    private final AtomicReference<AuditLog> audit = new AtomicReference<>();

    void bind(AuditLog present) {
        audit.set(present);
    }

    void unbind(AuditLog gone) {
        audit.compareAndSet(gone, null);
    }

    /** How a command is recorded: with its scope, unless it was typed without and another one is called so too. */
    static String named(String command) {
        String bare = command.substring(command.indexOf(':'));
        List<String> called = TOLD.stream().filter(each -> each.endsWith(bare)).toList();
        return !command.startsWith("*") ? command : called.size() == 1 ? called.get(0) : bare.substring(1);
    }

    /** Carries out a command; without an audit, while that is replaced, it is carried out all the same. */
    Object record(AuditActor by, String command, String words, Callable<Object> call) throws Exception {
        AuditLog log = audit.get();
        if (log == null) {
            return carryOut(call);
        }
        if (COUNTED.contains(command)) {
            return count(log, new AuditAct(by, command, words), call);
        }
        AuditLog.Intention intention = log.begin(new AuditAct(by, command, words));
        if (!await(intention.admitted(), true)) {
            throw new Refused(
                    "This cannot be recorded in the audit, and so is not done, as required in io.bms.audit.cfg"
                            + " says; check the free space of the disk.");
        }
        AuditOutcome outcome = AuditOutcome.failed("it did not end as it should");
        try {
            Object result = carryOut(call);
            outcome = AuditOutcome.SUCCESS;
            return result;
        } catch (Exception e) {
            outcome = failed(e);
            throw e;
        } finally {
            await(intention.end(outcome).thenApply(none -> true), true);
        }
    }

    private static Object count(AuditLog log, AuditAct act, Callable<Object> call) throws Exception {
        try {
            Object result = carryOut(call);
            log.count(act, AuditOutcome.SUCCESS);
            return result;
        } catch (Exception e) {
            log.count(act, failed(e));
            throw e;
        }
    }

    /** Any command may fail at the disk, and none of them has words for it. */
    private static Object carryOut(Callable<Object> call) throws Exception {
        try {
            return call.call();
        } catch (UncheckedIOException e) {
            LOG.warn("a shell command was not done", e);
            throw new Refused("The gateway's disk failed at this, so it was not done; check its free space: "
                    + e.getCause().getMessage());
        }
    }

    private static AuditOutcome failed(Exception e) {
        return AuditOutcome.failed(Optional.ofNullable(e.getMessage()).orElse(e.toString()));
    }

    private static boolean await(CompletionStage<Boolean> stage, boolean otherwise) {
        try {
            return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("a shell command is not recorded yet: {}", e.toString());
        }
        return otherwise;
    }
}

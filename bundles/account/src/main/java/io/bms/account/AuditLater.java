// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.api.audit.AuditAct;
import io.bms.api.audit.AuditLog;
import io.bms.api.audit.AuditOutcome;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * Records what the gateway has done by itself, once there is an audit: at a start that may come later than the
 * accounts. What comes beyond {@value #MOST} that wait is not recorded. Thread: any.
 */
final class AuditLater {
    private static final int MOST = 1000;

    private final Queue<Done> waiting = new ArrayDeque<>();
    private Optional<AuditLog> audit = Optional.empty();

    private record Done(AuditAct act, AuditOutcome outcome) {}

    synchronized void bind(AuditLog present) {
        audit = Optional.of(present);
        while (!waiting.isEmpty()) {
            Done done = waiting.remove();
            present.done(done.act(), done.outcome());
        }
    }

    synchronized void unbind(AuditLog gone) {
        audit = audit.filter(log -> log != gone);
    }

    synchronized void tell(AuditAct act, AuditOutcome outcome) {
        if (audit.isPresent()) {
            audit.get().done(act, outcome);
        } else if (waiting.size() < MOST) {
            waiting.add(new Done(act, outcome));
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.api.account.Account;
import io.bms.api.account.Attempt;
import io.bms.api.account.SignIn;
import io.bms.api.audit.AuditAct;
import io.bms.api.audit.AuditActor;
import io.bms.api.audit.AuditActor.Door;
import io.bms.api.audit.AuditLog;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Has MQTT sign-ins counted that get no further than the web port; the others are the broker's. Thread: any. */
final class RefusedSignIns {
    private static final String SIGN_IN = "sign_in";

    private final AtomicReference<AuditLog> audit = new AtomicReference<>();

    void bind(AuditLog present) {
        audit.set(present);
    }

    void unbind(AuditLog gone) {
        audit.compareAndSet(gone, null);
    }

    void judged(Attempt attempt, SignIn result) {
        AuditLog log = audit.get();
        if (log != null && !(result instanceof SignIn.Accepted)) {
            String account = Account.ofUser(attempt.name());
            AuditActor actor = new AuditActor(
                    account.isEmpty() ? AuditActor.UNPROVEN : account,
                    Door.MQTT,
                    Optional.of(attempt.from().share()));
            log.count(new AuditAct(actor, SIGN_IN, ""), result.outcome());
        }
    }
}

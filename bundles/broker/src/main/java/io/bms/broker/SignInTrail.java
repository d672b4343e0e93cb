// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.account.Account;
import io.bms.api.account.SignIn;
import io.bms.api.audit.AuditAct;
import io.bms.api.audit.AuditActor;
import io.bms.api.audit.AuditLog;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Has sign-ins at the broker counted, which programs make as often as they like, and those that are refused. Thread:
 * any.
 */
final class SignInTrail {
    private static final String SIGN_IN = "sign_in";

    private final AtomicReference<AuditLog> audit = new AtomicReference<>();

    void bind(AuditLog present) {
        audit.set(present);
    }

    void unbind(AuditLog gone) {
        audit.compareAndSet(gone, null);
    }

    /** @param user an account's name, or the user of a token or an issued credential, which begins with one */
    void count(String user, String address, SignIn judged) {
        AuditLog log = audit.get();
        if (log != null) {
            String account = Account.ofUser(user);
            AuditActor actor = new AuditActor(account, AuditActor.Door.MQTT, Optional.of(address));
            log.count(new AuditAct(actor, SIGN_IN, ""), judged.outcome());
        }
    }
}

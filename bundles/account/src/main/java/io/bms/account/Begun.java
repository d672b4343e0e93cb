// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.api.account.CredentialIssuer.Credential;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What has been begun with accounts, as far as it is known here: the credentials that were issued, and a number by
 * which the doors notice that they have to ask again about whoever is in. Thread: any.
 */
final class Begun {
    private final IssuedCredentials issued;
    private final AtomicLong revision = new AtomicLong();

    Begun(IssuedCredentials issued) {
        this.issued = issued;
    }

    /** As in {@link io.bms.api.account.Accounts#revision}. */
    long revision() {
        return revision.get();
    }

    /** An account is another now: all that was begun with it ends. */
    void ended(String account) {
        issued.revokeAllOf(account);
        changed();
    }

    /** Something is another now; the doors find out what. */
    void changed() {
        revision.incrementAndGet();
    }

    Credential issue(String account, Duration lifetime) {
        return issued.issue(account, lifetime);
    }

    Optional<Credential> renew(String user, Duration lifetime) {
        return issued.renew(user, lifetime);
    }

    void revoke(String user) {
        issued.revoke(user);
        changed();
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import io.bms.api.account.CredentialIssuer.Credential;

/**
 * Somebody who signed in.
 *
 * @param token the cookie
 * @param lease user name of a credential that is never given out; the session lives as long as it does, so
 *     it ends when the account's password changes, whoever changes it
 * @param mqtt what the page signs in to MQTT with
 */
record Session(String token, String account, String csrfToken, String lease, Credential mqtt) {
    /** Without the secrets. */
    @Override
    public String toString() {
        return account;
    }
}

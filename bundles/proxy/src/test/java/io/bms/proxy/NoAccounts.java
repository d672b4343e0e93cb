// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.api.account.Accounts;
import java.util.List;
import java.util.Optional;

/** Nobody has an account here; the embedded broker asks for itself. */
class NoAccounts implements Accounts {
    @Override
    public Optional<Account> authenticate(String name, String password) {
        return Optional.empty();
    }

    @Override
    public void setPassword(String name, String password) {
        throw new UnsupportedOperationException("nothing sets passwords here");
    }

    @Override
    public List<String> names() {
        return List.of();
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.api.account.Accounts;
import io.bms.api.account.Attempt;
import io.bms.api.account.SignIn;
import java.util.List;

/** Nobody has an account here. */
class NoAccounts implements Accounts {
    @Override
    public SignIn signIn(Attempt attempt) {
        return new SignIn.Wrong();
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

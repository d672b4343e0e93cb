// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.api.account.Account;
import io.bms.api.account.Accounts;
import io.bms.api.account.Attempt;
import io.bms.api.account.SignIn;
import java.util.Optional;

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
    public boolean knows(String name, String device) {
        return false;
    }

    @Override
    public Optional<String> passwordStamp(String name) {
        return Optional.empty();
    }

    @Override
    public long revision() {
        return 0;
    }

    @Override
    public Optional<Account> find(String name) {
        return Optional.empty();
    }

    @Override
    public Optional<Standing> standing(String user) {
        return Optional.empty();
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.account.Account;
import io.bms.api.account.AccountStore;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:account-change}. */
@Service
@Command(
        scope = "bms",
        name = "account-change",
        description = "Gives an account another role and, to a service, other rights and topics than before."
                + " Who is signed in with it is signed out.")
public final class AccountChangeAction extends AccountOfRoleAction {
    @Override
    String carryOut(AccountStore accounts, String name, Session asking) {
        Account account = typed(name);
        accounts.change(
                account.disabled(AccountDisableAction.find(accounts, name).disabled()));
        return name + " is " + account.inWords() + " now.";
    }
}

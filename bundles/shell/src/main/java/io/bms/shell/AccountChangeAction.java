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
                + " What it may write (bms:account-scope) stays with the role. Who is signed in with it is signed out.")
public final class AccountChangeAction extends AccountOfRoleAction {
    @Override
    String carryOut(AccountStore accounts, String name, Session asking) {
        Account old = AccountDisableAction.find(accounts, name);
        Account account = typed(name).inPlaceOf(old).disabled(old.disabled());
        accounts.change(account);
        return name + " is " + account.inWords() + " now.";
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.account.Account;
import io.bms.api.account.AccountStore;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:account-add}. */
@Service
@Command(
        scope = "bms",
        name = "account-add",
        description = "Adds an account. Asks for its password; a script pipes it in as one line.")
public final class AccountAddAction extends AccountOfRoleAction {
    @Override
    String carryOut(AccountStore accounts, String name, Session asking) throws Refused, IOException {
        Account account = typed(name);
        accounts.add(account, NewPassword.read(asking));
        return name + " may sign in: " + account.inWords() + ".";
    }
}

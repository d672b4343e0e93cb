// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.account.AccountStore;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:account-delete}. */
@Service
@Command(
        scope = "bms",
        name = "account-delete",
        description = "Deletes an account. Who is signed in with it is signed out.")
public final class AccountDeleteAction extends AccountAction {
    @Override
    String carryOut(AccountStore accounts, String name, Session asking) {
        accounts.delete(name);
        return "The account " + name + " is deleted.";
    }
}

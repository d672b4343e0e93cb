// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.account.AccountStore;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:account-delete}. */
@Service
@Command(
        scope = "bms",
        name = "account-delete",
        description = "Deletes an account. Who is signed in with it is signed out.")
public final class AccountDeleteAction implements Action {
    @Argument(name = "account", required = true, description = "Its name")
    private String name;

    @Reference
    private AccountStore store;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused {
        try {
            store.delete(name);
            Screen.of(session).println("The account " + name + " is deleted.");
        } catch (IllegalArgumentException e) {
            throw new Refused(e.getMessage() + ".");
        }
        return null;
    }
}

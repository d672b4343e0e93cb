// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.account.Account;
import io.bms.api.account.AccountStore;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:account-disable}. */
@Service
@Command(
        scope = "bms",
        name = "account-disable",
        description = "Lets an account sign in no longer, signs it out, and keeps it.")
public final class AccountDisableAction implements Action {
    @Argument(name = "account", required = true, description = "Its name")
    private String name;

    @Option(name = "--undo", description = "Lets it sign in again")
    private boolean undo;

    @Reference
    private AccountStore store;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused {
        try {
            store.change(find(store, name).disabled(!undo));
            Screen.of(session).println(name + (undo ? " may sign in again." : " is disabled."));
        } catch (IllegalArgumentException e) {
            throw new Refused(e.getMessage() + ".");
        }
        return null;
    }

    static Account find(AccountStore store, String name) {
        return store.list().stream()
                .filter(account -> account.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no account " + name + "; bms:account-list names those there are"));
    }
}

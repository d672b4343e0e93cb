// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.account.Account;
import io.bms.api.account.AccountStore;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:account-disable}. */
@Service
@Command(
        scope = "bms",
        name = "account-disable",
        description = "Lets an account sign in no longer, signs it out, and keeps it.")
public final class AccountDisableAction extends AccountAction {
    @Option(name = "--undo", description = "Lets it sign in again")
    private boolean undo;

    @Override
    String carryOut(AccountStore accounts, String name, Session asking) {
        accounts.change(find(accounts, name).disabled(!undo));
        return name + (undo ? " may sign in again." : " is disabled.");
    }

    static Account find(AccountStore store, String name) {
        return store.named(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no account " + name + "; bms:account-list names those there are"));
    }
}

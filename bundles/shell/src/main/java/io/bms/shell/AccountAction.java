// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.account.AccountStore;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;

/** What does something with one account, and says in a sentence what has come of it. */
abstract class AccountAction implements Action {
    @Argument(name = "account", required = true, description = "Its name")
    private String name;

    @Reference(optional = true)
    private AccountStore store;

    @Reference
    private Session session;

    @Override
    public final Object execute() throws Refused, IOException {
        try {
            Screen.of(session).println(carryOut(store, name, session));
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
        return null;
    }

    /**
     * @return the sentence
     * @throws IllegalArgumentException if it is refused, with the reason, which begins small and has no full stop
     */
    abstract String carryOut(AccountStore accounts, String account, Session asking) throws Refused, IOException;
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.account.SecondFactors;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:totp-remove}. */
@Service
@Command(scope = "bms", name = "totp-remove", description = "Has an account sign in with its password alone again.")
public final class TotpRemoveAction implements Action {
    @Argument(name = "account", required = true, description = "Its name")
    private String account;

    @Reference(optional = true)
    private SecondFactors factors;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused {
        try {
            factors.removeFactor(account);
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
        Screen.of(session).println(account + " signs in with the password alone.");
        return null;
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.account.Accounts;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:password-set}. The password is typed or piped in, never an argument: those are seen by others. */
@Service
@Command(
        scope = "bms",
        name = "password-set",
        description = "Sets the password of an account. Asks for the password; a script pipes it in as one line.")
public final class PasswordSetAction implements Action {
    @Argument(name = "account", description = "Whose password; admin if none is given")
    private String account = "admin";

    @Reference(optional = true)
    private Accounts accounts;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, IOException {
        try {
            accounts.setPassword(account, NewPassword.read(session));
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
        Screen.of(session).println("The password of " + account + " is set.");
        return null;
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.account.SecondFactors;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:totp-add}. */
@Service
@Command(
        scope = "bms",
        name = "totp-add",
        description =
                "Has an account sign in with a code by the time (TOTP) beside its password. Shows the secret for an"
                        + " authenticator, asks for a code of it, and shows ten recovery codes this once.")
public final class TotpAddAction implements Action {
    @Argument(name = "account", required = true, description = "Its name")
    private String account;

    @Reference(optional = true)
    private SecondFactors factors;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, IOException {
        if (session.getTerminal() == null) {
            throw new Refused("The code is typed; use the command in bms shell.");
        }
        PrintStream screen = Screen.of(session);
        try {
            SecondFactors.Enrolment begun = factors.beginFactor(account);
            screen.println("Secret for the authenticator: " + begun.secret());
            screen.println("The same for a QR code:       " + begun.uri());
            screen.flush();
            List<String> recovery = factors.confirmFactor(account, session.readLine("A code of it: ", null));
            screen.println("From now on " + account + " signs in with a code too. MQTT takes a token only.");
            screen.println("Recovery codes, this once; each signs in once in place of a code:");
            recovery.forEach(screen::println);
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
        return null;
    }
}

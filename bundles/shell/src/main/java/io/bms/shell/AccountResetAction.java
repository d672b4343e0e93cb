// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.account.AccountStore;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:account-reset}. */
@Service
@Command(
        scope = "bms",
        name = "account-reset",
        description =
                "For whoever has forgotten a password: makes a one-time code, with which the page lets choose another"
                        + " within 24 hours. Its second factor is removed. Who is signed in with the account is signed out; its tokens stay.")
public final class AccountResetAction extends AccountAction {
    @Override
    String carryOut(AccountStore accounts, String name, Session asking) {
        return "One-time code, this once: " + accounts.reset(name) + "\n" + name
                + " signs in with it on the page, and chooses a password there, within 24 hours.";
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.account.TokenStore;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:token-revoke}. */
@Service
@Command(
        scope = "bms",
        name = "token-revoke",
        description = "Ends a token. Who is connected with it is disconnected within a second.")
public final class TokenRevokeAction implements Action {
    @Argument(name = "id", required = true, description = "As bms:token-list shows it")
    private String id;

    @Reference(optional = true)
    private TokenStore tokens;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused {
        try {
            tokens.revokeToken(id);
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
        Screen.of(session).println("The token " + id + " is revoked.");
        return null;
    }
}

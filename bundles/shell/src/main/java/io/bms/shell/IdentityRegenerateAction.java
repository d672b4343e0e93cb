// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.identity.IdentityStore;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:identity-regenerate}. */
@Service
@Command(
        scope = "bms",
        name = "identity-regenerate",
        description =
                "Gives this gateway new ids, made up at random, "
                        + "as after its first start. All its topics move at once, and what it left below the old ones is cleared.")
public final class IdentityRegenerateAction implements Action {
    @Reference(optional = true)
    private IdentityStore identities;

    @Reference
    private Session session;

    @Override
    public Object execute() {
        IdentityShowAction.print(identities.regenerate(), Screen.of(session));
        return null;
    }
}

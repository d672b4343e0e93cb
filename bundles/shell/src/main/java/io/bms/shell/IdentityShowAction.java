// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.identity.Identity;
import io.bms.api.identity.IdentityStore;
import java.io.PrintStream;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:identity-show}. */
@Service
@Command(
        scope = "bms",
        name = "identity-show",
        description = "Shows the three ids of this gateway, and below which topic it speaks.")
public final class IdentityShowAction implements Action {
    @Reference(optional = true)
    private IdentityStore identities;

    @Reference
    private Session session;

    @Override
    public Object execute() {
        print(identities.current(), Screen.of(session));
        return null;
    }

    static void print(Identity identity, PrintStream out) {
        out.println("Organization  " + identity.organizationId());
        out.println("Site          " + identity.siteId());
        out.println("Gateway       " + identity.deviceId());
        out.println("Topics below  iot/global/" + path(identity));
    }

    static String path(Identity identity) {
        return identity.organizationId() + "/" + identity.siteId() + "/" + identity.deviceId();
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.identity.Identity;
import io.bms.api.identity.IdentityStore;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:identity-set}. */
@Service
@Command(
        scope = "bms",
        name = "identity-set",
        description =
                "Changes the ids of this gateway. All its topics move at once, "
                        + "and what it left below the old ones is cleared. An id is 1 to 64 of A-Z a-z 0-9 _ and -; what is not given stays.")
public final class IdentitySetAction implements Action {
    @Option(name = "-o", aliases = "--organization", description = "Id of the organization (org_id)")
    private String organization;

    @Option(name = "-s", aliases = "--site", description = "Id of the site (site_id)")
    private String site;

    @Option(name = "-g", aliases = "--gateway", description = "Id of this gateway (iot_device_id)")
    private String gateway;

    @Reference(optional = true)
    private IdentityStore identities;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused {
        if (organization == null && site == null && gateway == null) {
            throw new Refused("Nothing to change; give at least one of --organization, --site and --gateway.");
        }
        Identity old = identities.current();
        try {
            identities.change(new Identity(
                    Optional.ofNullable(organization).orElse(old.organizationId()),
                    Optional.ofNullable(site).orElse(old.siteId()),
                    Optional.ofNullable(gateway).orElse(old.deviceId())));
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
        IdentityShowAction.print(identities.current(), Screen.of(session));
        return null;
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.certificate.GatewayCertificate;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:certificate-renew}. */
@Service
@Command(
        scope = "bms",
        name = "certificate-renew",
        description =
                "Signs a new certificate by the gateway's own CA, in place of the present one, also if a CA of the site has signed that.")
public final class CertificateRenewAction implements Action {
    @Reference(optional = true)
    private GatewayCertificate certificate;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused {
        try {
            CertificateText.print(session, certificate.renew());
            return null;
        } catch (IOException e) {
            throw new Refused(e.getMessage() + ".");
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.certificate.GatewayCertificate;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:certificate-show}. */
@Service
@Command(
        scope = "bms",
        name = "certificate-show",
        description = "Shows the certificate that the gateway has where certificateFile = own, and its own CA.")
public final class CertificateShowAction implements Action {
    @Reference(optional = true)
    private GatewayCertificate certificate;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused {
        try {
            CertificateText.print(session, certificate.describe());
            Screen.of(session).println("");
            Screen.of(session).println("The gateway's own CA, which GET /api/ca.pem gives:");
            CertificateText.print(session, certificate.describeAuthority());
            return null;
        } catch (IOException e) {
            throw new Refused(e.getMessage() + ".");
        }
    }
}

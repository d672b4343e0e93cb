// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.certificate.GatewayCertificate;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:certificate-install}. */
@Service
@Command(
        scope = "bms",
        name = "certificate-install",
        description = "Shows from now on what a CA has made of bms:certificate-request. Open connections stay.")
public final class CertificateInstallAction implements Action {
    @Argument(
            name = "file",
            required = true,
            description = "An absolute path on the gateway: PEM, the certificate followed by those of its issuers")
    private String file;

    @Reference(optional = true)
    private GatewayCertificate certificate;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused {
        try {
            CertificateText.print(session, certificate.install(BackupAction.absolute(file)));
            return null;
        } catch (IOException e) {
            throw new Refused(e.getMessage() + ".");
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.certificate.GatewayCertificate;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:certificate-request}. */
@Service
@Command(
        scope = "bms",
        name = "certificate-request",
        description =
                "Prints the request by which a CA of the site can sign a certificate for the gateway. It is the same until one is installed.")
public final class CertificateRequestAction implements Action {
    @Option(name = "--new", description = "Another request, with another key; the former can no longer be used")
    private boolean anew;

    @Reference(optional = true)
    private GatewayCertificate certificate;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused {
        try {
            // line by line: the screen keeps what is printed at once on one
            certificate.request(anew).lines().forEach(Screen.of(session)::println);
            return null;
        } catch (IOException e) {
            throw new Refused(e.getMessage() + ".");
        }
    }
}

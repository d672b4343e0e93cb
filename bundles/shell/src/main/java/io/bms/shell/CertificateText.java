// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.certificate.GatewayCertificate.Description;
import java.io.PrintStream;
import java.time.Instant;
import org.apache.karaf.shell.api.console.Session;

/** A certificate on the screen. */
final class CertificateText {
    private CertificateText() {}

    static void print(Session session, Description described) {
        PrintStream screen = Screen.of(session);
        screen.println("Subject:     " + described.subject());
        screen.println("Issuer:      " + described.issuer());
        if (!described.names().isEmpty()) {
            screen.println("Names:       " + String.join(" ", described.names()));
        }
        Instant now = Instant.now();
        boolean ended = now.isAfter(described.until());
        screen.println("Good until:  " + described.until()
                + (ended ? ", so it has ended" : ", " + Ages.of(now, described.until()) + " from now"));
        screen.println("SHA-256:     " + described.fingerprint());
    }
}

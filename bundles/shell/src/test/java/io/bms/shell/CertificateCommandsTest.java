// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.certificate.GatewayCertificate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.Test;

public final class CertificateCommandsTest {
    private static final String REQUEST =
            "-----BEGIN CERTIFICATE REQUEST-----\n" + "QUJD".repeat(16) + "\nAA==\n-----END CERTIFICATE REQUEST-----\n";

    /** Knows the last thing that it was asked for. */
    private static final class Asked implements GatewayCertificate {
        private static final Description SHOWN = new Description(
                "CN=bms",
                "CN=CA",
                List.of("bms.local", "192.0.2.1"),
                "AA:BB",
                Instant.EPOCH,
                Instant.now().plus(Duration.ofDays(30)).plusSeconds(60));

        private String last = "";

        @Override
        public String authority() {
            return "";
        }

        @Override
        public Description describeAuthority() {
            return new Description("CN=CA", "CN=CA", List.of(), "CC:DD", Instant.EPOCH, Instant.EPOCH);
        }

        @Override
        public Description describe() {
            return SHOWN;
        }

        @Override
        public String request(boolean anew) {
            last = anew ? "new" : "kept";
            return REQUEST;
        }

        @Override
        public Description install(String pem) {
            throw new UnsupportedOperationException("not in the shell");
        }

        @Override
        public Description install(Path file) {
            last = file.toString();
            return SHOWN;
        }

        @Override
        public Description renew() {
            last = "renewed";
            return SHOWN;
        }
    }

    private final Asked asked = new Asked();

    @Test
    public void show_saysWhatBrowsersShowAndHowLongItIsGood() throws Exception {
        try (TestShell shell = new TestShell(CertificateShowAction.class, asked)) {
            String shown = shell.run("bms:certificate-show", "");
            assertTrue(shown, shown.contains("Names:       bms.local 192.0.2.1\n"));
            assertTrue(shown, shown.contains(", 30 d from now\n"));
            assertTrue(shown, shown.contains("SHA-256:     AA:BB\n") && shown.contains("SHA-256:     CC:DD\n"));
            assertTrue(shown, shown.contains(", so it has ended\n"));
        }
    }

    @Test
    public void request_isPrintedAsItIs() throws Exception {
        try (TestShell shell = new TestShell(CertificateRequestAction.class, asked)) {
            assertEquals(REQUEST, shell.run("bms:certificate-request", ""));
            assertEquals("kept", asked.last);
            shell.run("bms:certificate-request --new", "");
            assertEquals("new", asked.last);
        }
    }

    @Test
    public void installAndRenew_showWhatIsShownFromNowOn() throws Exception {
        try (TestShell shell = new TestShell(CertificateInstallAction.class, asked)) {
            assertTrue(shell.run("bms:certificate-install /tmp/signed.pem", "").contains("CN=bms"));
            assertEquals("/tmp/signed.pem", asked.last);
        }
        try (TestShell shell = new TestShell(CertificateRenewAction.class, asked)) {
            assertTrue(shell.run("bms:certificate-renew", "").contains("CN=bms"));
            assertEquals("renewed", asked.last);
        }
    }
}

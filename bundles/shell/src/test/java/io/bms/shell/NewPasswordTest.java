// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.testkit.FakeAccounts;
import java.util.List;
import org.junit.Test;

/** A password that is piped in, by the commands that take one. */
public class NewPasswordTest {
    private final FakeAccounts accounts = FakeAccounts.withAdmin();

    @Test
    public void piped_asEditorsWriteIt_isTheWord() throws Exception {
        for (String piped :
                List.of("süß word", "süß word\n", "süß word \r\n", "\ufeffsüß word\t\n", "süß word\nsecond line\n")) {
            accounts.setPassword(FakeAccounts.NAME, "another");
            try (TestShell shell = new TestShell(PasswordSetAction.class, accounts)) {
                shell.run("bms:password-set", piped);
            }
            assertTrue(
                    piped, accounts.authenticate(FakeAccounts.NAME, "süß word").isPresent());
            try (TestShell shell = new TestShell(AccountAddAction.class, accounts)) {
                assertEquals(
                        "anna may sign in: operator.",
                        shell.run("bms:account-add anna operator", piped).strip());
            }
            assertTrue(piped, accounts.authenticate("anna", "süß word").isPresent());
        }
    }

    @Test
    public void piped_nothing_isRefused() throws Exception {
        for (String piped : List.of("", "\n", " \r\nsecond line\n")) {
            try (TestShell shell = new TestShell(PasswordSetAction.class, accounts)) {
                assertTrue(assertThrows(piped, Refused.class, () -> shell.run("bms:password-set", piped))
                        .getMessage()
                        .contains("No password came in"));
            }
        }
        assertTrue(
                accounts.authenticate(FakeAccounts.NAME, FakeAccounts.PASSWORD).isPresent());
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.Role;
import io.bms.api.command.WriteLimits;
import io.bms.api.point.PointPattern;
import io.bms.testkit.FakeAccounts;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

public final class AccountScopeActionTest {
    private final FakeAccounts accounts = FakeAccounts.withAdmin();

    private String run(String options) throws Exception {
        try (TestShell shell = new TestShell(AccountScopeAction.class, accounts)) {
            return shell.run("bms:account-scope " + options, "").strip();
        }
    }

    @Test
    public void scope_set_isAllOfItAnewAndShown() throws Exception {
        accounts.add("anna", Role.OPERATOR);
        assertEquals("anna may write: priority 8 to 16.", run("anna"));
        assertEquals(
                "anna may write now: 1001.analogValue.* *.*.7, *.*.*=10..30.",
                run("--point '1001.analogValue.*' --point '*.*.7' --range '*.*.*=10..30' anna"));
        assertEquals("anna may write now: *.*.7.", run("--point '*.*.7' anna"));
        assertEquals(
                new WriteLimits(List.of(PointPattern.parse("*.*.7")), List.of(), 1, Optional.empty()),
                accounts.named("anna").orElseThrow().writes());
        assertEquals("admin may write: everything.", run("admin"));
    }

    @Test
    public void scope_notAllowed_isRefusedAndStays() throws Exception {
        accounts.add("anna", Role.OPERATOR);
        for (String options : new String[] {"--point 1001 anna", "--range x anna", "nobody"}) {
            assertTrue(assertThrows(options, Refused.class, () -> run(options))
                            .getMessage()
                            .length()
                    > 10);
        }
        assertEquals(WriteLimits.OPERATOR, accounts.named("anna").orElseThrow().writes());
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import static org.junit.Assert.assertEquals;

import io.bms.api.account.Account;
import io.bms.api.account.Attempt;
import io.bms.api.account.ClientAddress;
import io.bms.api.account.CredentialIssuer.Credential;
import io.bms.api.account.Role;
import io.bms.sqlite.Database;
import io.bms.sqlite.Durability;
import io.bms.testkit.ManualClock;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class AccountUsesTest {
    private static final String PASSWORD = "long enough, and not common";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ManualClock clock = new ManualClock();
    private SqliteAccounts accounts;

    @Before
    public void start() {
        open();
        accounts.add(new Account("anna", Role.OPERATOR), PASSWORD);
    }

    private void open() {
        accounts = TestAccounts.open(data(), PASSWORD, clock);
    }

    @After
    public void stop() {
        accounts.close();
    }

    @Test
    public void lastUsed_ofAnAccount_isWhenItSignedInByWhateverDoor() {
        assertEquals(Optional.empty(), accounts.lastUsed("anna"));
        signIn("anna", "wrong");
        assertEquals(Optional.empty(), accounts.lastUsed("anna"));
        Instant byPassword = signIn("anna", PASSWORD);
        assertEquals(Optional.of(byPassword), accounts.lastUsed("anna"));
        clock.advance(Duration.ofMinutes(9));
        signIn("anna", PASSWORD);
        assertEquals(Optional.of(byPassword), accounts.lastUsed("anna"));
        clock.advance(Duration.ofHours(1));
        Instant byToken = signIn(
                "",
                accounts.addToken("anna", "trial", Duration.ofDays(1), List.of())
                        .text());
        assertEquals(Optional.of(byToken), accounts.lastUsed("anna"));
        clock.advance(Duration.ofHours(1));
        Credential issued = accounts.issue("anna", Duration.ofMinutes(15));
        Instant byThePage = signIn(issued.user(), issued.password());
        assertEquals(Optional.of(byThePage), accounts.lastUsed("anna"));
        assertEquals(Optional.empty(), accounts.lastUsed("admin"));
    }

    @Test
    public void lastUsed_survivesARestart_andGoesWithTheAccount() {
        Instant used = signIn("anna", PASSWORD);
        accounts.close();
        open();
        assertEquals(Optional.of(used), accounts.lastUsed("anna"));
        accounts.delete("anna");
        accounts.add(new Account("anna", Role.VIEWER), PASSWORD);
        assertEquals(Optional.empty(), accounts.lastUsed("anna"));
        accounts.close();
        open();
        assertEquals(Optional.empty(), accounts.lastUsed("anna"));
    }

    @Test
    public void used_thatCannotBeWrittenDown_letsPeopleIn() {
        try (Database other = Database.open(data().resolve("designer.db"), Durability.FULL, AccountTable.SCHEMA)) {
            other.transact(connection -> {
                try (Statement statement = connection.createStatement()) {
                    return statement.execute("DROP TABLE account_use");
                }
            });
        }
        Instant used = signIn("anna", PASSWORD);
        assertEquals(Optional.of(used), accounts.lastUsed("anna"));
    }

    private Path data() {
        return folder.getRoot().toPath();
    }

    /** When. */
    private Instant signIn(String user, String password) {
        accounts.signIn(new Attempt(user, password, ClientAddress.of("10.1.2.3"), Optional.empty()));
        return clock.instant();
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.Account;
import io.bms.api.account.Attempt;
import io.bms.api.account.ClientAddress;
import io.bms.api.account.Role;
import io.bms.api.account.SignIn;
import io.bms.testkit.ManualClock;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A disk that takes nothing is no reason to keep people and programs out; what they change is refused. */
public final class FullDiskTest {
    private static final String PASSWORD = "long enough by now";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ManualClock clock = new ManualClock();
    private SqliteAccounts accounts;

    @Before
    public void start() {
        accounts = TestAccounts.open(folder.getRoot().toPath(), "let us in then", clock);
        accounts.add(new Account("anna", Role.OPERATOR), PASSWORD);
    }

    @After
    public void stop() {
        accounts.close();
    }

    private SignIn signIn(String name, String password, Optional<String> code) {
        return accounts.signIn(new Attempt(name, password, ClientAddress.of("192.0.2.1"), Optional.empty(), code));
    }

    private void fill() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.getRoot() + "/designer.db");
                Statement statement = connection.createStatement()) {
            for (String table : List.of("account", "account_use", "token", "factor")) {
                for (String change : List.of("INSERT", "DELETE")) {
                    statement.execute("CREATE TRIGGER full_" + change + "_" + table + " BEFORE " + change + " ON "
                            + table + " BEGIN SELECT RAISE(ABORT, 'disk is full'); END");
                }
            }
        }
    }

    @Test
    public void signIn_byPasswordOrToken_letsPeopleIn_andAChangeIsRefused() throws SQLException {
        String token = accounts.addToken("anna", "script", Duration.ofDays(1), List.of())
                .text();
        fill();
        assertTrue(signIn("anna", PASSWORD, Optional.empty()) instanceof SignIn.Accepted);
        assertTrue(signIn("", token, Optional.empty()) instanceof SignIn.Accepted);
        assertThrows(UncheckedIOException.class, () -> accounts.setPassword("anna", "another long password"));
        assertTrue("and so the former holds", signIn("anna", PASSWORD, Optional.empty()) instanceof SignIn.Accepted);
    }

    /** An account half deleted or half reset would be one that somebody else of that name begins with. */
    @Test
    public void deleteAndReset_leaveAllAsItWasOrNothing() throws Exception {
        byte[] secret = SecondFactorTest.secret(accounts.beginFactor("anna").secret());
        accounts.confirmFactor("anna", Totp.code(secret, clock.instant().getEpochSecond() / 30));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.getRoot() + "/designer.db");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TRIGGER full_factor BEFORE DELETE ON factor"
                    + " BEGIN SELECT RAISE(ABORT, 'disk is full'); END");
        }
        assertThrows(UncheckedIOException.class, () -> accounts.reset("anna"));
        assertThrows(UncheckedIOException.class, () -> accounts.delete("anna"));
        assertTrue(accounts.hasFactor("anna"));
        assertTrue(accounts.named("anna").isPresent());
        assertTrue(
                "and the password is hers", signIn("anna", PASSWORD, Optional.empty()) instanceof SignIn.CodeRequired);
    }

    @Test
    public void signIn_byACode_letsPeopleInOnceEach() throws Exception {
        byte[] secret = SecondFactorTest.secret(accounts.beginFactor("anna").secret());
        List<String> recovery =
                accounts.confirmFactor("anna", Totp.code(secret, clock.instant().getEpochSecond() / 30));
        fill();
        clock.advance(Duration.ofSeconds(30));
        String code = Totp.code(secret, clock.instant().getEpochSecond() / 30);
        for (String each : List.of(code, recovery.get(0))) {
            assertTrue(signIn("anna", PASSWORD, Optional.of(each)) instanceof SignIn.Accepted);
            assertEquals(new SignIn.Wrong(), signIn("anna", PASSWORD, Optional.of(each)));
        }
    }
}

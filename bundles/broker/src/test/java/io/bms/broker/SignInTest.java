// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import io.bms.testkit.ManualClock;
import java.time.Duration;
import org.junit.Test;

public class SignInTest {
    private final FakeAccounts accounts = new FakeAccounts();
    private final ManualClock clock = new ManualClock();
    private final SignIn signIn = new SignIn(accounts, clock);

    @Test
    public void accepts_rightPasswordAgain_isCheckedOncePerMinute() {
        for (int i = 0; i < 5; i++) {
            assertTrue(signIn.accepts(FakeAccounts.NAME, FakeAccounts.PASSWORD));
        }
        assertEquals(1, accounts.checks.get());
        clock.advance(Duration.ofSeconds(61));
        assertTrue(signIn.accepts(FakeAccounts.NAME, FakeAccounts.PASSWORD));
        assertEquals(2, accounts.checks.get());
    }

    @Test
    public void accepts_passwordChanged_oldOneEndsAndNewOneWorksAtOnce() {
        assertTrue(signIn.accepts(FakeAccounts.NAME, FakeAccounts.PASSWORD));
        accounts.setPassword(FakeAccounts.NAME, "new");
        assertFalse(signIn.accepts(FakeAccounts.NAME, FakeAccounts.PASSWORD));
        assertTrue(signIn.accepts(FakeAccounts.NAME, "new"));
    }

    @Test
    public void accepts_wrongThenMadeRight_isNotHeldAgainstIt() {
        assertFalse(signIn.accepts(FakeAccounts.NAME, "new"));
        accounts.setPassword(FakeAccounts.NAME, "new");
        assertTrue(signIn.accepts(FakeAccounts.NAME, "new"));
    }

    @Test
    public void accepts_manyGuesses_areNoLongerCheckedButKnownOnesAre() {
        assertTrue(signIn.accepts(FakeAccounts.NAME, FakeAccounts.PASSWORD));
        clock.advance(Duration.ofSeconds(61));
        for (int i = 0; i < 100; i++) {
            assertFalse(signIn.accepts("guess" + i, "guess"));
        }
        assertEquals("one right and ten wrong", 11, accounts.checks.get());
        assertTrue(signIn.accepts(FakeAccounts.NAME, FakeAccounts.PASSWORD));
        assertTrue(signIn.accepts(SignIn.GATEWAY, signIn.gatewayPassword()));
        clock.advance(Duration.ofSeconds(11));
        accounts.setPassword("late", "late");
        assertTrue(signIn.accepts("late", "late"));
    }

    @Test
    public void accepts_credentialsJustIssued_whateverOthersGuess() {
        for (int i = 0; i < 100; i++) {
            assertFalse(signIn.accepts("guess" + i, "guess"));
        }
        accounts.setPassword("admin~1", "issued");
        assertTrue(signIn.accepts("admin~1", "issued"));
    }

    @Test
    public void accepts_guessedIssuedCredentials_keepNobodyOut() {
        for (int i = 0; i < 100; i++) {
            assertFalse(signIn.accepts("admin~" + i, "guess"));
        }
        assertTrue(signIn.accepts(FakeAccounts.NAME, FakeAccounts.PASSWORD));
    }

    @Test
    public void accepts_gatewaysAccount_asksNobodyAndTakesItsPasswordOnly() {
        assertTrue(signIn.accepts(SignIn.GATEWAY, signIn.gatewayPassword()));
        assertFalse(signIn.accepts(SignIn.GATEWAY, ""));
        accounts.setPassword(SignIn.GATEWAY, "stored");
        assertFalse(signIn.accepts(SignIn.GATEWAY, "stored"));
        assertEquals(0, accounts.checks.get());
        assertNotEquals(signIn.gatewayPassword(), new SignIn(accounts, clock).gatewayPassword());
    }

    @Test
    public void accepts_nothingGiven_isRefused() {
        assertFalse(signIn.accepts(null, null));
        assertFalse(signIn.accepts(FakeAccounts.NAME, null));
        assertFalse(signIn.accepts("", ""));
        assertEquals(0, accounts.checks.get());
    }
}

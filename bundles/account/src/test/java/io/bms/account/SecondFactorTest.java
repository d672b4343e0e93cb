// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.Account;
import io.bms.api.account.Attempt;
import io.bms.api.account.ClientAddress;
import io.bms.api.account.Role;
import io.bms.api.account.SecondFactors.Enrolment;
import io.bms.api.account.SignIn;
import io.bms.testkit.ManualClock;
import java.math.BigInteger;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Signing in with a code beside the password. */
public final class SecondFactorTest {
    private static final String NAME = "anna";
    private static final String PASSWORD = "kiwi velour tram";
    private static final Duration STEP = Duration.ofSeconds(30);
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ManualClock clock = new ManualClock();
    private SqliteAccounts accounts;
    private byte[] secret;
    private List<String> recovery;

    @Before
    public void start() {
        open();
        accounts.add(new Account(NAME, Role.OPERATOR), PASSWORD);
        Enrolment begun = accounts.beginFactor(NAME);
        secret = secret(begun.secret());
        assertTrue(begun.uri(), begun.uri().startsWith("otpauth://totp/BMS:anna?secret=" + begun.secret()));
        assertTrue("not in force yet", signIn(Optional.empty()) instanceof SignIn.Accepted);
        recovery = accounts.confirmFactor(NAME, code());
    }

    private void open() {
        accounts = TestAccounts.open(folder.getRoot().toPath(), PASSWORD, clock);
    }

    @After
    public void stop() {
        accounts.close();
    }

    /** As an authenticator reads it. */
    static byte[] secret(String text) {
        BigInteger bits = BigInteger.ZERO;
        for (char next : text.toCharArray()) {
            bits = bits.shiftLeft(5).or(BigInteger.valueOf(BASE32.indexOf(next)));
        }
        byte[] bytes = bits.toByteArray();
        byte[] all = new byte[Totp.SECRET_BYTES];
        for (int i = 1; i <= Math.min(bytes.length, all.length); i++) {
            all[all.length - i] = bytes[bytes.length - i];
        }
        return all;
    }

    private String code() {
        return Totp.code(secret, clock.instant().getEpochSecond() / STEP.toSeconds());
    }

    private String wrongCode() {
        return code().equals("000000") ? "000001" : "000000";
    }

    private SignIn signIn(Optional<String> code) {
        return accounts.signIn(new Attempt(NAME, PASSWORD, ClientAddress.of("192.0.2.1"), Optional.empty(), code));
    }

    @Test
    public void signIn_withAFactor_takesACodeOnceAndThePasswordAloneNever() {
        assertEquals(new SignIn.CodeRequired(false), signIn(Optional.empty()));
        assertEquals("MQTT has no code", Optional.empty(), accounts.authenticate(NAME, PASSWORD));
        assertEquals("the one that enrolled", new SignIn.Wrong(), signIn(Optional.of(code())));
        clock.advance(STEP);
        assertTrue(signIn(Optional.of(code())) instanceof SignIn.Accepted);
        assertEquals(new SignIn.Wrong(), signIn(Optional.of(code())));
        clock.advance(STEP);
        accounts.close();
        open();
        assertEquals(new SignIn.CodeRequired(false), signIn(Optional.empty()));
        assertTrue(signIn(Optional.of(code())) instanceof SignIn.Accepted);
        assertEquals(
                "a right code with a wrong password tells nothing",
                new SignIn.Wrong(),
                accounts.signIn(new Attempt(
                        NAME, "wrong", ClientAddress.of("192.0.2.1"), Optional.empty(), Optional.of(code()))));
    }

    @Test
    public void signIn_recoveryCode_holdsOnceEachAndIsNotInTheFile() throws Exception {
        assertEquals(10, recovery.size());
        for (String one : recovery) {
            assertTrue(signIn(Optional.of(" " + one.toUpperCase(java.util.Locale.ROOT))) instanceof SignIn.Accepted);
            assertEquals(new SignIn.Wrong(), signIn(Optional.of(one)));
        }
        byte[] stored = Files.readAllBytes(folder.getRoot().toPath().resolve("designer.db"));
        assertFalse(new String(stored, java.nio.charset.StandardCharsets.ISO_8859_1).contains(recovery.get(0)));
    }

    @Test
    public void signIn_wrongCodes_waitLongerEachTimeFromWhereverTheyCome() {
        for (int i = 0; i < 5; i++) {
            assertEquals(new SignIn.Wrong(), signIn(Optional.of(wrongCode())));
        }
        assertEquals(new SignIn.Later(Duration.ofSeconds(30)), signIn(Optional.of(recovery.get(0))));
        clock.advance(Duration.ofSeconds(30));
        assertTrue(signIn(Optional.of(recovery.get(0))) instanceof SignIn.Accepted);
    }

    @Test
    public void signIn_whileTheClockIsWrong_takesRecoveryCodesOnly() {
        accounts.bindClockCheck(() -> false);
        clock.advance(STEP);
        assertEquals(new SignIn.CodeRequired(true), signIn(Optional.empty()));
        assertEquals(new SignIn.Wrong(), signIn(Optional.of(code())));
        assertTrue(signIn(Optional.of(recovery.get(1))) instanceof SignIn.Accepted);
    }

    @Test
    public void removeFactor_orResetOrDelete_endsIt() {
        assertThrows(IllegalArgumentException.class, () -> accounts.beginFactor(NAME));
        accounts.removeFactor(NAME);
        assertTrue(signIn(Optional.empty()) instanceof SignIn.Accepted);
        assertThrows(IllegalArgumentException.class, () -> accounts.removeFactor(NAME));
        secret = secret(accounts.beginFactor(NAME).secret());
        accounts.confirmFactor(NAME, code());
        accounts.reset(NAME);
        assertFalse(accounts.hasFactor(NAME));
        accounts.delete(NAME);
        accounts.add(new Account(NAME, Role.OPERATOR), PASSWORD);
        assertTrue("another of that name", signIn(Optional.empty()) instanceof SignIn.Accepted);
    }

    @Test
    public void confirmFactor_wrongOrLate_isRefused() {
        accounts.removeFactor(NAME);
        assertThrows(IllegalArgumentException.class, () -> accounts.confirmFactor(NAME, code()));
        secret = secret(accounts.beginFactor(NAME).secret());
        assertThrows(IllegalArgumentException.class, () -> accounts.confirmFactor(NAME, wrongCode()));
        clock.advance(Duration.ofMinutes(10));
        assertThrows(IllegalArgumentException.class, () -> accounts.confirmFactor(NAME, code()));
        assertFalse(accounts.hasFactor(NAME));
    }
}

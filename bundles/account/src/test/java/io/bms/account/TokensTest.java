// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.Account;
import io.bms.api.account.Accounts.Standing;
import io.bms.api.account.AddressBlock;
import io.bms.api.account.Attempt;
import io.bms.api.account.ClientAddress;
import io.bms.api.account.Role;
import io.bms.api.account.SignIn;
import io.bms.api.account.Token;
import io.bms.api.account.TokenStore;
import io.bms.api.account.TokenStore.Made;
import io.bms.testkit.ManualClock;
import io.bms.time.Built;
import io.bms.time.GatewayClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.function.ThrowingRunnable;
import org.junit.rules.TemporaryFolder;

public final class TokensTest {
    private static final String PLANT = "10.1.2.3";
    private static final String STRANGER = "198.51.100.1";
    private static final Duration YEAR = Duration.ofDays(365);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ManualClock clock = new ManualClock();
    private SqliteAccounts accounts;

    @Before
    public void start() {
        open();
        accounts.add(new Account("engine", Role.OPERATOR), "long enough by now");
    }

    private void open() {
        accounts = TestAccounts.open(folder.getRoot().toPath(), "let us in then", clock);
    }

    @Test
    public void authenticator_codeUnderTheTokensHash_isItsAccountUntilItEnds() throws Exception {
        Made made = accounts.addToken("engine", "test", YEAR, List.of());
        String id = made.token().id();
        byte[] message = "topic\npayload".getBytes(StandardCharsets.UTF_8);
        Mac mac = Mac.getInstance("HmacSHA256");
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(made.text().getBytes(StandardCharsets.UTF_8));
        mac.init(new SecretKeySpec(hash, "HmacSHA256"));
        byte[] code = mac.doFinal(message);
        assertEquals(
                Optional.of("engine"), accounts.authenticator(id, message, code).map(Account::name));
        assertEquals(Optional.empty(), accounts.authenticator(id, "other".getBytes(StandardCharsets.UTF_8), code));
        assertEquals(Optional.empty(), accounts.authenticator("none", message, code));
        assertEquals(Optional.empty(), accounts.authenticator(id, message, new byte[0]));
        accounts.change(new Account("engine", Role.OPERATOR).disabled(true));
        assertEquals(Optional.empty(), accounts.authenticator(id, message, code));
        accounts.change(new Account("engine", Role.OPERATOR));
        clock.advance(YEAR);
        assertEquals(Optional.empty(), accounts.authenticator(id, message, code));
    }

    @Test
    public void authenticator_tokenOfSomeNetworks_provesNothing() {
        Made made = accounts.addToken("engine", "test", YEAR, List.of(AddressBlock.of("10.0.0.0/8")));
        assertEquals(Optional.empty(), accounts.authenticator(made.token().id(), new byte[] {1}, new byte[] {1}));
    }

    @After
    public void stop() {
        accounts.close();
    }

    private Made made(String... networks) {
        return accounts.addToken(
                "engine",
                "optimiser",
                YEAR,
                Stream.of(networks).map(AddressBlock::of).toList());
    }

    private Optional<String> signIn(String user, String password, String from) {
        SignIn result = accounts.signIn(new Attempt(user, password, ClientAddress.of(from), Optional.empty()));
        return result instanceof SignIn.Accepted accepted
                ? Optional.of(accepted.account().name())
                : Optional.empty();
    }

    @Test
    public void signIn_rightToken_isItsAccountWithItsUserOrWithoutAny() {
        Made made = made();
        assertTrue(made.text(), made.text().matches("bms_" + made.token().id() + "_[A-Za-z0-9_-]{43}"));
        assertEquals("engine~" + made.token().id(), made.token().user());
        assertEquals(Optional.of("engine"), signIn(made.token().user(), made.text(), STRANGER));
        assertEquals(Optional.of("engine"), signIn("", made.text(), STRANGER));
    }

    @Test
    public void signIn_whatIsNotTheToken_isWrong() {
        Made made = made();
        String other = made().text();
        String changed = made.text().substring(0, made.text().length() - 1)
                + (made.text().endsWith("A") ? "B" : "A");
        assertEquals(Optional.empty(), signIn(made.token().user(), changed, PLANT));
        assertEquals(Optional.empty(), signIn(made.token().user(), other, PLANT));
        assertEquals(Optional.empty(), signIn(made.token().user(), "long enough by now", PLANT));
        assertEquals(Optional.empty(), signIn("admin~" + made.token().id(), made.text(), PLANT));
        assertEquals("its user name says which it is", Optional.empty(), signIn("engine", made.text(), PLANT));
    }

    /** A machine without a battery for its clock starts in 1970. */
    @Test
    public void signIn_tokenThatHasEnded_staysSoWithAClockOf1970() {
        clock.set(Built.at().plus(YEAR));
        Made ended = accounts.addToken("engine", "short", Duration.ofDays(1), List.of());
        Made made = made();
        clock.advance(Duration.ofDays(2));
        Instant kept = clock.instant();
        clock.set(Instant.EPOCH);
        accounts.close();
        System.setProperty(GatewayClock.KEPT, kept.toString());
        try {
            accounts = TestAccounts.open(folder.getRoot().toPath(), "let us in then", new GatewayClock(clock));
            assertEquals(Optional.empty(), signIn("", ended.text(), PLANT));
            assertEquals(Optional.of("engine"), signIn("", made.text(), PLANT));
            assertTrue(made().token().expires().isAfter(kept.plus(YEAR).minusSeconds(2)));
        } finally {
            System.clearProperty(GatewayClock.KEPT);
        }
    }

    @Test
    public void signIn_wrongTokensByTheHundred_delayNobody() {
        String right = made().text();
        String wrong = right.substring(0, "bms_12345678_".length()) + "A".repeat(43);
        for (int i = 0; i < 100; i++) {
            assertEquals(Optional.empty(), signIn("", wrong, STRANGER));
        }
        assertEquals(Optional.of("engine"), signIn("", right, STRANGER));
        assertEquals(Optional.of("engine"), signIn("engine", "long enough by now", STRANGER));
    }

    @Test
    public void signIn_tokenOfANetwork_isTakenFromThereAndFromThisMachine() {
        Made made = made("10.0.0.0/8", "2001:db8::/32");
        for (String inside : List.of(PLANT, "2001:db8:1::5", "127.0.0.1", "::1")) {
            assertEquals(inside, Optional.of("engine"), signIn(made.token().user(), made.text(), inside));
        }
        for (String outside : List.of(STRANGER, "2001:db9::1", "unknown")) {
            assertEquals(outside, Optional.empty(), signIn(made.token().user(), made.text(), outside));
        }
    }

    @Test
    public void standing_ofATokensUser_endsWithTheTokenAndNotWithThePassword() {
        Made made = made();
        String user = made.token().user();
        Optional<Standing> standing = accounts.standing(user);
        assertEquals("engine", standing.orElseThrow().account().name());
        assertNotEquals(standing, accounts.standing(made().token().user()));
        accounts.setPassword("engine", "another one of mine");
        assertEquals(standing, accounts.standing(user));
        accounts.change(new Account("engine", Role.VIEWER));
        assertNotEquals(standing, accounts.standing(user));
        assertTrue(accounts.standing(user).isPresent());
        long revision = accounts.revision();
        accounts.revokeToken(made.token().id());
        assertEquals(Optional.empty(), accounts.standing(user));
        assertNotEquals(revision, accounts.revision());
        assertEquals(Optional.empty(), signIn(user, made.text(), PLANT));
    }

    @Test
    public void token_afterItsTime_isWorthNothingAndStillListed() {
        Made made = made();
        clock.advance(YEAR.minusSeconds(1));
        assertEquals(Optional.of("engine"), signIn("", made.text(), PLANT));
        clock.advance(Duration.ofSeconds(1));
        assertEquals(Optional.empty(), signIn("", made.text(), PLANT));
        assertEquals(Optional.empty(), accounts.standing(made.token().user()));
        assertEquals(1, accounts.tokens().size());
    }

    @Test
    public void token_ofADisabledAccount_isRefusedUntilItIsEnabled() {
        Made made = made();
        accounts.change(new Account("engine", Role.OPERATOR).disabled(true));
        assertEquals(Optional.empty(), signIn("", made.text(), PLANT));
        assertEquals(Optional.empty(), accounts.standing(made.token().user()));
        accounts.change(new Account("engine", Role.OPERATOR));
        assertEquals(Optional.of("engine"), signIn("", made.text(), PLANT));
    }

    @Test
    public void account_deletedAndAddedAgain_hasNoTokenOfTheFormer() {
        Made made = made();
        accounts.delete("engine");
        assertEquals(List.of(), accounts.tokens());
        accounts.add(new Account("engine", Role.OPERATOR), "long enough by now");
        assertEquals(Optional.empty(), signIn("", made.text(), PLANT));
        accounts.close();
        open();
        assertEquals(List.of(), accounts.tokens());
    }

    @Test
    public void token_overARestart_isTheSame() {
        Made made = made("10.0.0.0/8");
        signIn("", made.text(), PLANT);
        List<Token> before = accounts.tokens();
        Optional<Standing> standing = accounts.standing(made.token().user());
        accounts.close();
        open();
        assertEquals(before, accounts.tokens());
        assertEquals(standing, accounts.standing(made.token().user()));
        assertEquals(Optional.of("engine"), signIn("", made.text(), PLANT));
    }

    @Test
    public void lastUsed_isWrittenEveryTenMinutes() {
        Made made = made();
        assertEquals(Optional.empty(), accounts.tokens().get(0).lastUsed());
        signIn("", made.text(), PLANT);
        Optional<Instant> first = accounts.tokens().get(0).lastUsed();
        assertEquals(Optional.of(clock.instant().truncatedTo(ChronoUnit.SECONDS)), first);
        clock.advance(Duration.ofMinutes(9));
        signIn("", made.text(), PLANT);
        assertEquals(first, accounts.tokens().get(0).lastUsed());
        clock.advance(Duration.ofMinutes(2));
        signIn("", made.text(), PLANT);
        assertNotEquals(first, accounts.tokens().get(0).lastUsed());
    }

    @Test
    public void token_onTheDisk_isNowhereInFull() throws IOException {
        Made made = made();
        signIn("", made.text(), PLANT);
        String secret = made.text().substring("bms_12345678_".length());
        try (Stream<Path> files = Files.list(folder.getRoot().toPath())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertFalse(
                        file.toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(secret));
            }
        }
        assertFalse(made.toString().contains(secret));
    }

    @Test
    public void addToken_whatIsNotAllowed_isRefusedWithWhatIs() {
        assertRefused("there is no account nobody", () -> accounts.addToken("nobody", "x", YEAR, List.of()));
        assertRefused("say which program will use it", () -> accounts.addToken("engine", " ", YEAR, List.of()));
        assertRefused("say which program will use it", () -> accounts.addToken("engine", "a\nb", YEAR, List.of()));
        assertRefused("1 to 3653 days", () -> accounts.addToken("engine", "x", Duration.ZERO, List.of()));
        assertRefused(
                "1 to 3653 days", () -> accounts.addToken("engine", "x", TokenStore.LONGEST.plusDays(1), List.of()));
        assertRefused("there is no token nothing", () -> accounts.revokeToken("nothing"));
        for (int i = 0; i < StoredTokens.MOST_OF_ONE_ACCOUNT; i++) {
            made();
        }
        assertRefused("engine has 20 tokens; revoke one", () -> made());
        assertRefused("looks like a token", () -> accounts.setPassword("engine", tokenOfAdmin()));
    }

    private String tokenOfAdmin() {
        return accounts.addToken("admin", "x", YEAR, List.of()).text();
    }

    private static void assertRefused(String part, ThrowingRunnable attempt) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, attempt);
        assertTrue(refused.getMessage(), refused.getMessage().contains(part));
    }
}

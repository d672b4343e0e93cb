// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.account.Directory.Answer;
import io.bms.api.account.Account;
import io.bms.api.account.Accounts;
import io.bms.api.account.Attempt;
import io.bms.api.account.ClientAddress;
import io.bms.api.account.Role;
import io.bms.api.account.SignIn;
import io.bms.testkit.FakeAudit;
import io.bms.testkit.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Signing in with a password that the site's directory keeps. */
public final class DirectoryAccountsTest {
    private static final String PASSWORD = "kiwi velour tram";
    private static final String OWN = "own words of admin";
    private static final Duration LIFETIME = Duration.ofMinutes(15);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ManualClock clock = new ManualClock();
    private final FakeDirectory directory = new FakeDirectory();
    private SqliteAccounts accounts;

    /** Knows one person at most. */
    private static final class FakeDirectory implements Directory {
        private boolean there = true;
        private Answer right = new Answer.Member(Role.OPERATOR);
        private final List<String> asked = new ArrayList<>();

        @Override
        public boolean isThere() {
            return there;
        }

        @Override
        public Optional<Asking> asking() {
            return Optional.of(new Asking(Duration.ofMinutes(5), Duration.ofMinutes(30)));
        }

        @Override
        public Optional<Map<String, Answer>> lookUp(Set<String> names) {
            asked.addAll(names);
            return right instanceof Answer.Unreachable
                    ? Optional.empty()
                    : Optional.of(names.stream().collect(Collectors.toMap(name -> name, name -> right)));
        }

        @Override
        public Answer check(String name, String password) {
            asked.add(name);
            return right instanceof Answer.Member && !password.equals(PASSWORD) ? new Answer.Refused() : right;
        }
    }

    @Before
    public void start() {
        accounts = TestAccounts.open(folder.getRoot().toPath(), OWN, clock);
        accounts.bindDirectory(directory);
    }

    @After
    public void stop() {
        accounts.close();
    }

    private SignIn signIn(String name, String password) {
        return accounts.signIn(new Attempt(name, password, ClientAddress.of("192.0.2.1"), Optional.empty()));
    }

    private Account accepted(String name) {
        SignIn result = signIn(name, PASSWORD);
        assertTrue(result.toString(), result instanceof SignIn.Accepted);
        return ((SignIn.Accepted) result).account();
    }

    @Test
    public void signIn_somebodyOfTheDirectory_hasAnAccountFromThenOn() throws IOException {
        assertEquals(new Account("anna", Role.OPERATOR), accepted("anna"));
        assertTrue(accounts.isOfDirectory("anna"));
        assertFalse(accounts.isOfDirectory("admin"));
        accounts.close();
        start();
        assertEquals(Optional.of(new Account("anna", Role.OPERATOR)), accounts.find("anna"));
        assertTrue(accounts.isOfDirectory("anna"));
    }

    @Test
    public void signIn_again_asksAgain() {
        accepted("anna");
        accepted("anna");
        assertEquals(List.of("anna", "anna"), directory.asked);
        directory.right = new Answer.Refused();
        assertEquals(new SignIn.Wrong(), signIn("anna", PASSWORD));
        directory.there = false;
        assertEquals("no directory any longer", new SignIn.Wrong(), signIn("anna", PASSWORD));
    }

    @Test
    public void signIn_otherGroupsThanBefore_isTheNewRoleAndEndsWhatWasBegun() {
        accepted("anna");
        accounts.change(accounts.find("anna").orElseThrow().writing(Role.ADMIN.writes()));
        String credential = accounts.issue("anna", LIFETIME).user();
        String stamp = accounts.standing("anna").orElseThrow().passwordStamp();
        directory.right = new Answer.Member(Role.VIEWER);
        assertEquals(Role.VIEWER, accepted("anna").role());
        assertEquals(Optional.empty(), accounts.standing(credential));
        assertEquals(
                "the same person",
                stamp,
                accounts.standing("anna").orElseThrow().passwordStamp());
    }

    @Test
    public void round_somebodyWhomTheDirectoryRefusesNow_losesAllThatWasBegun() {
        DirectoryRounds rounds = new DirectoryRounds(directory, accounts, () -> 0);
        FakeAudit audit = new FakeAudit();
        accounts.bindAudit(audit);
        accepted("anna");
        String credential = accounts.issue("anna", LIFETIME).user();
        Optional<Accounts.Standing> before = accounts.standing("anna");
        directory.asked.clear();
        rounds.round();
        assertEquals(List.of("anna"), directory.asked);
        assertEquals("she stays", before, accounts.standing("anna"));
        assertTrue(accounts.standing(credential).isPresent());

        long revision = accounts.revision();
        directory.right = new Answer.Refused();
        rounds.round();
        assertEquals(Optional.empty(), accounts.standing(credential));
        assertNotEquals("nor does a session on the disk go on", before, accounts.standing("anna"));
        assertTrue("who is connected is told", accounts.revision() > revision);
        assertEquals("directory_signed_out", audit.last().act().action());
        assertEquals("anna", audit.last().act().object());
        directory.asked.clear();
        rounds.round();
        assertEquals("nothing is left to ask about", List.of(), directory.asked);
    }

    @Test
    public void round_otherGroupsThanBefore_isTheNewRole() {
        accepted("anna");
        String credential = accounts.issue("anna", LIFETIME).user();
        directory.right = new Answer.Member(Role.VIEWER);
        new DirectoryRounds(directory, accounts, () -> 0).round();
        assertEquals(Role.VIEWER, accounts.find("anna").orElseThrow().role());
        assertEquals(Optional.empty(), accounts.standing(credential));
    }

    /** A session that goes on after a restart is asked about, too; accounts of the gateway never are. */
    @Test
    public void round_asksAboutWhoHasACredential() {
        accepted("anna");
        accounts.close();
        start();
        DirectoryRounds rounds = new DirectoryRounds(directory, accounts, () -> 0);
        directory.asked.clear();
        rounds.round();
        assertEquals(List.of(), directory.asked);
        accounts.issue("anna", LIFETIME);
        accounts.issue("admin", LIFETIME);
        rounds.round();
        assertEquals(List.of("anna"), directory.asked);
    }

    @Test
    public void round_directoryAway_endsWhatWasBegunOnlyWhenThatLastsTooLong() {
        AtomicLong minutes = new AtomicLong();
        DirectoryRounds rounds =
                new DirectoryRounds(directory, accounts, () -> TimeUnit.MINUTES.toNanos(minutes.get()));
        accepted("anna");
        String credential = accounts.issue("anna", LIFETIME).user();
        for (int away : new int[] {0, 29}) {
            directory.right = new Answer.Unreachable();
            minutes.addAndGet(away);
            rounds.round();
            assertTrue(away + " min", accounts.standing(credential).isPresent());
        }
        directory.right = new Answer.Member(Role.OPERATOR);
        rounds.round();
        directory.right = new Answer.Unreachable();
        for (int more : new int[] {1, 29}) {
            minutes.addAndGet(more);
            rounds.round();
            assertTrue("it was there in between", accounts.standing(credential).isPresent());
        }
        minutes.incrementAndGet();
        rounds.round();
        assertEquals(Optional.empty(), accounts.standing(credential));
    }

    /** Nobody could say any longer whether they may go on. */
    @Test
    public void directoryNoLongerConfigured_endsWhatWasBegunBeforeARestartToo_andIsToldOnce() {
        accepted("anna");
        accepted("berta");
        String credential = accounts.issue("anna", LIFETIME).user();
        Optional<Accounts.Standing> before = accounts.standing("berta");
        Optional<Accounts.Standing> admin = accounts.standing("admin");
        directory.there = false;
        new DirectoryRounds(directory, accounts, () -> 0);
        assertEquals(Optional.empty(), accounts.standing(credential));
        FakeAudit audit = new FakeAudit();
        accounts.bindAudit(audit);
        assertEquals("an audit that comes later hears of it", 2, toldOf("directory_signed_out", audit));

        accounts.close();
        start();
        accounts.bindAudit(audit);
        new DirectoryRounds(directory, accounts, () -> 0);
        assertEquals("they were told already", 2, toldOf("directory_signed_out", audit));
        assertNotEquals("a session on the disk does not go on", before, accounts.standing("berta"));
        assertEquals("accounts of the gateway go on", admin, accounts.standing("admin"));

        directory.there = true;
        Optional<Accounts.Standing> signedOut = accounts.standing("anna");
        accepted("anna");
        assertNotEquals(signedOut, accounts.standing("anna"));
        assertEquals(Set.of("anna"), accounts.notSignedOut());
    }

    /** What a browser keeps of a sign-in is judged by what is stored of the account, also while she is signed out. */
    @Test
    public void signedOut_triesAgainInTheBrowserThatWasKnown_isWrongAndUnknown() {
        String device = ((SignIn.Accepted) signIn("anna", PASSWORD)).device();
        assertTrue(accounts.knows("anna", device));
        directory.right = new Answer.Refused();
        new DirectoryRounds(directory, accounts, () -> 0).round();
        assertFalse(accounts.knows("anna", device));
        assertEquals(
                new SignIn.Wrong(),
                accounts.signIn(new Attempt("anna", PASSWORD, ClientAddress.of("192.0.2.1"), Optional.of(device))));
    }

    private static long toldOf(String action, FakeAudit audit) {
        return audit.told().stream()
                .filter(told -> told.act().action().equals(action))
                .count();
    }

    /** Or whoever may make people in the directory would take over the gateway's accounts. */
    @Test
    public void signIn_accountOfTheGateway_isNeverLookedUp() {
        accounts.add(new Account("engine", Role.SERVICE), "engine of the house");
        for (String name : List.of("admin", "engine")) {
            assertEquals(new SignIn.Wrong(), signIn(name, PASSWORD));
        }
        accounts.change(new Account("engine", Role.SERVICE).disabled(true));
        assertEquals(new SignIn.Wrong(), signIn("engine", PASSWORD));
        assertEquals(List.of(), directory.asked);
    }

    /** Directories take Anna for anna; one person must not be two here. */
    @Test
    public void signIn_capitals_areNobody() {
        assertEquals(new SignIn.Wrong(), signIn("Anna", PASSWORD));
        assertEquals(new SignIn.Wrong(), signIn("ADMIN", PASSWORD));
        assertEquals(List.of(), directory.asked);
    }

    @Test
    public void signIn_disabledHere_isNotLetIn() {
        accounts.change(accepted("anna").disabled(true));
        directory.asked.clear();
        assertEquals(new SignIn.Wrong(), signIn("anna", PASSWORD));
        assertEquals(List.of(), directory.asked);
    }

    @Test
    public void signIn_directoryAway_isSaidAndHeldAgainstNobody() {
        for (Answer answer : List.of(new Answer.Unreachable(), new Answer.Busy())) {
            directory.right = answer;
            for (int i = 0; i < 10; i++) {
                SignIn result = signIn("anna", PASSWORD);
                assertEquals(
                        answer instanceof Answer.Busy ? SignIn.Later.class : SignIn.Unavailable.class,
                        result.getClass());
            }
        }
        assertTrue(signIn("admin", OWN) instanceof SignIn.Accepted);
        directory.right = new Answer.Member(Role.VIEWER);
        accepted("anna");
    }

    /** A directory may lock an account that is guessed at; it hears of five tries only. */
    @Test
    public void signIn_wrongFiveTimes_isNotAskedAnyMore() {
        for (int i = 0; i < 20; i++) {
            accounts.signIn(new Attempt("anna", "guess" + i, ClientAddress.of("127.0.0.1"), Optional.empty()));
        }
        assertEquals(5, directory.asked.size());
    }

    @Test
    public void change_lastAdminOfTheGateway_isRefusedWhateverTheDirectoryHas() {
        directory.right = new Answer.Member(Role.ADMIN);
        assertEquals(Role.ADMIN, accepted("anna").role());
        assertThrows(IllegalArgumentException.class, () -> accounts.delete("admin"));
        assertThrows(IllegalArgumentException.class, () -> accounts.change(new Account("admin", Role.VIEWER)));
        accounts.delete("anna");
    }

    @Test
    public void passwordsAndTokens_areNotForAccountsOfTheDirectory() {
        accepted("anna");
        assertThrows(IllegalArgumentException.class, () -> accounts.setPassword("anna", "words of my own"));
        assertThrows(IllegalArgumentException.class, () -> accounts.reset("anna"));
        assertThrows(
                IllegalArgumentException.class,
                () -> accounts.addToken("anna", "script", Duration.ofDays(1), List.of()));
        assertEquals(new SignIn.Wrong(), signIn("anna", ""));
    }

    @Test
    public void delete_thenSignInAgain_isAnotherAccount() {
        accepted("anna");
        String stamp = accounts.standing("anna").orElseThrow().passwordStamp();
        accounts.delete("anna");
        accepted("anna");
        assertNotEquals(stamp, accounts.standing("anna").orElseThrow().passwordStamp());
    }
}

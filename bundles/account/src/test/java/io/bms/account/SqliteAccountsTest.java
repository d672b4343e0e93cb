// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.Account;
import io.bms.api.account.Accounts.Standing;
import io.bms.api.account.Attempt;
import io.bms.api.account.ClientAddress;
import io.bms.api.account.CredentialIssuer.Credential;
import io.bms.api.account.Right;
import io.bms.api.account.Role;
import io.bms.api.account.SignIn;
import io.bms.api.account.TopicGrants;
import io.bms.api.command.WriteLimits;
import io.bms.api.point.PointPattern;
import io.bms.api.point.PointRange;
import io.bms.testkit.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class SqliteAccountsTest {
    private static final Map<String, String> GIVEN = Map.of("BMS_ADMIN_PASSWORD", "let us in then");
    private static final int FEW_ITERATIONS = 10;
    private static final Duration LONGEST_LOCK = Duration.ofMinutes(15);
    private static final Duration LIFETIME = Duration.ofMinutes(15);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private static final String STRANGER = "198.51.100.1";

    private final ManualClock clock = new ManualClock();
    private final AtomicLong nanos = new AtomicLong();
    private Path file;
    private SqliteAccounts accounts;

    @Before
    public void start() {
        file = folder.getRoot().toPath().resolve("admin-password");
        accounts = start(Map.of());
    }

    @After
    public void stop() {
        accounts.close();
    }

    @Test
    public void start_first_saysAOneTimeCodeInAPrivateFileAndOnATerminal() throws IOException {
        String code = code();
        assertTrue(code, code.matches("([0-9a-z]{5}-){3}[0-9a-z]{5}"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(
                "First start: sign in as admin with the one-time code " + code + " (also in " + file + ")\n",
                console.toString(UTF_8));
        assertEquals(new SignIn.OneTimeCode(false), from(STRANGER, "admin", code));
        assertEquals("nobody is signed in", Optional.empty(), accounts.authenticate("admin", code));
        assertEquals(new SignIn.Wrong(), from(STRANGER, "admin", code.replace(code.charAt(0), '-')));
    }

    @Test
    public void oneTimeCode_passwordChosen_isOverAndItsFileIsGone() throws IOException {
        String code = code();
        assertEquals(
                "the password is the one-time code; use another",
                assertThrows(IllegalArgumentException.class, () -> accounts.setPassword("admin", code))
                        .getMessage());
        assertTrue(Files.exists(file));
        accounts.setPassword("admin", "four words of mine");
        assertFalse(Files.exists(file));
        assertEquals(new SignIn.Wrong(), from(STRANGER, "admin", code));
        assertTrue(accounts.authenticate("admin", "four words of mine").isPresent());
        console.reset();
        restart(Map.of());
        assertEquals("", console.toString(UTF_8));
    }

    @Test
    public void oneTimeCode_afterADay_hasEndedAndTheNextStartMakesAnother() throws IOException {
        String code = code();
        clock.advance(Duration.ofHours(24));
        assertEquals("a clock that jumps ends nothing", new SignIn.OneTimeCode(false), from(STRANGER, "admin", code));
        nanos.addAndGet(Duration.ofHours(24).toNanos() - 1);
        assertEquals(new SignIn.OneTimeCode(false), from(STRANGER, "admin", code));
        nanos.incrementAndGet();
        assertEquals(new SignIn.OneTimeCode(true), from(STRANGER, "admin", code));
        restart(Map.of());
        assertNotEquals(code, code());
        assertEquals(new SignIn.Wrong(), from(STRANGER, "admin", code));
        assertEquals(new SignIn.OneTimeCode(false), from(STRANGER, "admin", code()));
    }

    @Test
    public void oneTimeCode_restart_staysUnlessItsFileIsGone() throws IOException {
        String code = code();
        console.reset();
        restart(GIVEN);
        assertEquals("", console.toString(UTF_8));
        assertEquals(code, code());
        assertEquals(new SignIn.OneTimeCode(false), from(STRANGER, "admin", code));
        Files.delete(file);
        restart(Map.of());
        assertNotEquals(code, code());
        assertTrue(console.toString(UTF_8), console.toString(UTF_8).contains(code()));
    }

    @Test
    public void reset_account_endsWhatWasBegunAndGivesACodeForAPassword() throws IOException {
        operator("a right one of mine");
        Credential credential = accounts.issue("operator", LIFETIME);
        String code = accounts.reset("operator");
        assertEquals(Optional.empty(), accounts.authenticate("operator", "a right one of mine"));
        assertEquals(Optional.empty(), accounts.standing(credential.user()));
        restart(Map.of());
        assertEquals(new SignIn.OneTimeCode(false), from(STRANGER, "operator", code));
        accounts.change(new Account("operator", Role.VIEWER));
        assertEquals("whatever its role", new SignIn.OneTimeCode(false), from(STRANGER, "operator", code));
        accounts.setPassword("operator", "four words of mine");
        assertTrue(accounts.authenticate("operator", "four words of mine").isPresent());
        assertThrows(IllegalArgumentException.class, () -> accounts.reset("nobody"));
        accounts.setPassword("admin", "four words of mine");
        String admins = accounts.reset("admin");
        assertEquals("so that a restart leaves it", admins, code());
    }

    private String code() throws IOException {
        return Files.readString(file).strip();
    }

    @Test
    public void start_firstWithEnvironment_takesItAndWritesNoFile() throws IOException {
        Path data = folder.newFolder().toPath();
        console.reset();
        SqliteAccounts given = start(data, GIVEN);
        assertTrue(given.authenticate("admin", "let us in then").isPresent());
        assertFalse(Files.exists(data.resolve("admin-password")));
        assertEquals("", console.toString(UTF_8));
        given.close();
    }

    @Test
    public void start_firstWithoutATerminal_namesTheFileAlone() throws IOException {
        Path data = folder.newFolder().toPath();
        console.reset();
        start(data, Map.of(), false).close();
        assertEquals(
                "First start: sign in as admin; the one-time code is in " + data.resolve("admin-password") + "\n",
                console.toString(UTF_8));
    }

    @Test
    public void start_firstWithAPasswordFile_takesItsFirstLine() throws IOException {
        Path data = folder.newFolder().toPath();
        Path secret = Files.writeString(folder.newFile().toPath(), "let us in then\n");
        SqliteAccounts given = start(data, Map.of("BMS_ADMIN_PASSWORD_FILE", secret.toString()));
        assertTrue(given.authenticate("admin", "let us in then").isPresent());
        assertFalse(Files.exists(data.resolve("admin-password")));
        given.close();
    }

    @Test
    public void start_firstWithoutThePasswordFileThatIsNamed_saysWhatToChange() throws IOException {
        Path data = folder.newFolder().toPath();
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> start(data, Map.of("BMS_ADMIN_PASSWORD_FILE", "/nowhere/secret")));
        assertEquals(
                "BMS_ADMIN_PASSWORD_FILE names /nowhere/secret, which cannot be used (/nowhere/secret);"
                        + " name a file that the gateway may read, with the password in its first line",
                e.getMessage());
    }

    @Test
    public void start_firstWithAShortPassword_isRefusedAndCanBeRepeated() throws IOException {
        Path data = folder.newFolder().toPath();
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> start(data, Map.of("BMS_ADMIN_PASSWORD", "letmein")));
        assertEquals("the environment variable BMS_ADMIN_PASSWORD has 7 characters; use 12 to 256", e.getMessage());
        SqliteAccounts afterwards = start(data, GIVEN);
        assertTrue(afterwards.authenticate("admin", "let us in then").isPresent());
        afterwards.close();
    }

    @Test
    public void setPassword_admin_replacesItAndDeletesTheFile() {
        accounts.setPassword("admin", "correct horse");
        assertFalse(Files.exists(file));
        restart(Map.of());
        assertTrue(accounts.authenticate("admin", "correct horse").isPresent());
    }

    @Test
    public void passwordStamp_changesWithThePasswordOnly() {
        Optional<String> first = stamp("admin");
        assertTrue(first.isPresent());
        restart(Map.of());
        assertEquals(first, stamp("admin"));
        accounts.setPassword("admin", "correct horse");
        assertNotEquals(first, stamp("admin"));
        assertEquals(Optional.empty(), stamp("nobody"));
    }

    @Test
    public void add_newName_makesAnAccountThatLasts() {
        Account service = new Account(
                "plant.engine@site-1",
                Role.SERVICE,
                Set.of(Right.READ, Right.WRITE),
                new TopicGrants(List.of("apps/engine/#", "homeassistant/+/state"), List.of("apps/#")),
                false);
        accounts.add(service, "Zähler&Pumpe");
        restart(Map.of());
        assertEquals(List.of(new Account("admin", Role.ADMIN), service), accounts.list());
        assertEquals(Optional.of(service), accounts.authenticate("plant.engine@site-1", "Zähler&Pumpe"));
        assertTrue("the admin's file stays", Files.exists(file));
    }

    @Test
    public void change_writeLimits_last() {
        operator("a right one of mine");
        Account limited = new Account("operator", Role.OPERATOR)
                .writing(new WriteLimits(
                        List.of(PointPattern.parse("1001.*.*"), PointPattern.parse("*.analogValue.3")),
                        List.of(PointRange.parse("*.analogValue.*=-0.5..30"), PointRange.parse("*.*.*=0..Infinity")),
                        10,
                        Optional.of(Duration.ofHours(1))));
        accounts.change(limited);
        restart(Map.of());
        assertEquals(Optional.of(limited), accounts.find("operator"));
        assertEquals(
                "operator, writes priority 10 to 16, for 3600 s at most, 1001.*.* *.analogValue.3,"
                        + " *.analogValue.*=-0.5..30 *.*.*=0..Infinity",
                limited.inWords());
    }

    @Test
    public void add_nameThatIsTaken_isRefusedAndChangesNothing() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> accounts.add(new Account("admin", Role.VIEWER), "correct horse"));
        assertEquals("there is an account admin already; change that one, or use another name", e.getMessage());
        assertEquals(List.of(new Account("admin", Role.ADMIN)), accounts.list());
        assertFalse(accounts.authenticate("admin", "correct horse").isPresent());
    }

    @Test
    public void setPassword_unknownName_isRefused() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> accounts.setPassword("guest", "long enough by now"));
        assertEquals("there is no account guest; bms:account-list names those there are", e.getMessage());
        assertEquals(1, accounts.list().size());
    }

    @Test
    public void start_folderOfAVersionWithoutRoles_adminIsAdminAndOthersOperators() throws Exception {
        operator("a right one of mine");
        accounts.setPassword("admin", "just as before");
        accounts.add(new Account("bms", Role.OPERATOR), "a right one of mine");
        accounts.close();
        withoutRoles(folder.getRoot().toPath().resolve("designer.db"));
        accounts = start(GIVEN);
        assertEquals(
                List.of(
                        new Account("admin", Role.ADMIN),
                        new Account("bms-gateway-2", Role.OPERATOR).writing(WriteLimits.NONE),
                        new Account("operator", Role.OPERATOR).writing(WriteLimits.NONE)),
                accounts.list());
        assertTrue(accounts.authenticate("admin", "just as before").isPresent());
        assertTrue(accounts.authenticate("operator", "a right one of mine").isPresent());
    }

    /** The table as it was before there were roles. */
    private static void withoutRoles(Path database) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            for (String column : List.of(
                    "role",
                    "rights",
                    "publish",
                    "subscribe",
                    "disabled",
                    "write_points",
                    "write_ranges",
                    "write_priority",
                    "write_lease",
                    "code_until")) {
                statement.execute("ALTER TABLE account DROP COLUMN " + column);
            }
            statement.execute("UPDATE account SET name = 'bms-gateway' WHERE name = 'bms'");
            statement.execute("DROP TABLE token");
            statement.execute("DROP TABLE account_use");
            statement.execute("DROP TABLE factor");
            statement.execute("UPDATE schema_version SET version = 1 WHERE owner = 'account'");
        }
    }

    @Test
    public void change_lastAdmin_isRefusedUntilThereIsAnother() {
        operator("a right one of mine");
        Account operator = new Account("operator", Role.OPERATOR);
        for (Account next :
                List.of(new Account("admin", Role.OPERATOR), new Account("admin", Role.ADMIN).disabled(true))) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> accounts.change(next));
            assertEquals(
                    "admin is the only admin that can sign in; give another account the role admin first",
                    e.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> accounts.delete("admin"));
        accounts.change(new Account("operator", Role.ADMIN).disabled(true));
        assertThrows("a disabled admin is none", IllegalArgumentException.class, () -> accounts.delete("admin"));
        accounts.change(new Account("operator", Role.ADMIN));
        accounts.delete("admin");
        assertThrows(IllegalArgumentException.class, () -> accounts.change(operator));
        restart(GIVEN);
        assertEquals(List.of(new Account("operator", Role.ADMIN)), accounts.list());
        assertFalse("its password is no longer right", Files.exists(file));
    }

    @Test
    public void change_disabled_isNotLetInUntilItIsEnabled() {
        operator("a right one of mine");
        Credential credential = accounts.issue("operator", LIFETIME);
        Account operator = new Account("operator", Role.OPERATOR);
        accounts.change(operator.disabled(true));
        assertEquals(Optional.empty(), accounts.authenticate("operator", "a right one of mine"));
        assertEquals(Optional.empty(), accounts.authenticate(credential.user(), credential.password()));
        assertEquals(Optional.empty(), accounts.find("operator"));
        assertEquals(Optional.empty(), stamp("operator"));
        accounts.change(operator);
        assertEquals(Optional.of(operator), accounts.authenticate("operator", "a right one of mine"));
        assertEquals(
                "what was begun has ended",
                Optional.empty(),
                accounts.authenticate(credential.user(), credential.password()));
    }

    @Test
    public void delete_account_endsAllOfIt() {
        operator("a right one of mine");
        Credential credential = accounts.issue("operator", LIFETIME);
        accounts.delete("operator");
        assertEquals(Optional.empty(), accounts.authenticate("operator", "a right one of mine"));
        assertEquals(Optional.empty(), accounts.standing(credential.user()));
        assertThrows(IllegalArgumentException.class, () -> accounts.delete("operator"));
    }

    @Test
    public void standing_whateverEndsASignIn_isAnotherOrNone() {
        operator("a right one of mine");
        Optional<Standing> first = accounts.standing("operator");
        Credential credential = accounts.issue("operator", LIFETIME);
        assertTrue(first.isPresent());
        assertEquals(first, accounts.standing(credential.user()));
        assertEquals(Optional.empty(), accounts.standing("nobody"));
        accounts.revoke(credential.user());
        assertEquals(Optional.empty(), accounts.standing(credential.user()));
        accounts.setPassword("operator", "another one of mine");
        Optional<Standing> second = accounts.standing("operator");
        assertNotEquals(first, second);
        Credential late = accounts.issue("operator", LIFETIME);
        accounts.change(new Account("operator", Role.VIEWER));
        assertNotEquals(second, accounts.standing("operator"));
        assertEquals(Optional.empty(), accounts.standing(late.user()));
        Credential brief = accounts.issue("operator", LIFETIME);
        clock.advance(LIFETIME);
        assertEquals("expired", Optional.empty(), accounts.standing(brief.user()));
    }

    @Test
    public void revision_passwordSetOrCredentialRevoked_isAnother() {
        long first = accounts.revision();
        operator("long enough by now");
        long second = accounts.revision();
        assertNotEquals(first, second);
        accounts.authenticate("operator", "long enough by now");
        assertEquals(second, accounts.revision());
        accounts.revoke(accounts.issue("operator", Duration.ofMinutes(1)).user());
        assertNotEquals(second, accounts.revision());
    }

    @Test
    public void account_badName_isRefused() {
        for (String name : List.of("", "a b", "a/b", "admin~1", "bms-gateway", "x".repeat(65))) {
            assertThrows(name, IllegalArgumentException.class, () -> new Account(name, Role.VIEWER));
        }
    }

    @Test
    public void setPassword_badLength_isRefusedWithoutSayingIt() {
        for (String password : List.of("", "seven77", "x".repeat(257))) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> accounts.setPassword("admin", password));
            assertTrue(e.getMessage(), e.getMessage().endsWith("characters; use 12 to 256"));
        }
    }

    @Test
    public void authenticate_wrongOrUnknown_isEmpty() {
        operator("a right one of mine");
        for (String wrong :
                List.of("", "a right one of min", "a right one of mine ", "A right one of mine", "x".repeat(10_000))) {
            assertEquals(wrong, Optional.empty(), accounts.authenticate("operator", wrong));
            assertEquals(wrong, Optional.empty(), accounts.authenticate("nobody", wrong));
            clock.advance(LONGEST_LOCK);
        }
        assertEquals(Optional.empty(), accounts.authenticate("Operator", "a right one of mine"));
        assertEquals(Optional.empty(), accounts.authenticate("' OR 1=1 --", "a right one of mine"));
    }

    @Test
    public void of_samePasswordTwice_hasDifferentSaltsAndHashes() {
        PasswordHash one = PasswordHash.of("the same words", FEW_ITERATIONS, new SecureRandom());
        PasswordHash two = PasswordHash.of("the same words", FEW_ITERATIONS, new SecureRandom());
        assertFalse(Arrays.equals(one.salt(), two.salt()));
        assertFalse(Arrays.equals(one.hash(), two.hash()));
    }

    @Test
    public void setPassword_any_isNotInTheFile() throws IOException {
        operator("in plain words");
        accounts.close();
        String stored = Files.readString(folder.getRoot().toPath().resolve("designer.db"), ISO_8859_1);
        accounts = start(Map.of());
        assertTrue(stored.contains("operator"));
        assertFalse(stored.contains("in plain words"));
    }

    @Test
    public void start_moreIterationsThanBefore_stillKnowsOldPasswords() {
        operator("a right one of mine");
        accounts.close();
        accounts = new SqliteAccounts(
                folder.getRoot().toPath(),
                Map.of(),
                new StartConsole(System.out, false),
                new SecureRandom(),
                3 * FEW_ITERATIONS,
                clock,
                nanos::get);
        assertTrue(accounts.authenticate("operator", "a right one of mine").isPresent());
    }

    @Test
    public void signIn_fiveTimesWrong_hasThatAddressWaitForAGrowingTime() {
        operator("a right one of mine");
        fail(STRANGER, 5);
        assertEquals(later(30), from(STRANGER, "operator", "a right one of mine"));
        clock.advance(Duration.ofSeconds(30));
        fail(STRANGER, 1);
        assertEquals(later(60), from(STRANGER, "operator", "a right one of mine"));
        for (int attempt = 0; attempt < 20; attempt++) {
            clock.advance(LONGEST_LOCK);
            fail(STRANGER, 1);
        }
        assertEquals(later(LONGEST_LOCK.toSeconds()), from(STRANGER, "operator", "a right one of mine"));
    }

    @Test
    public void signIn_wrongFromElsewhere_keepsNobodyOut() {
        operator("a right one of mine");
        for (int i = 0; i < 50; i++) {
            fail("203.0.113." + i, 5);
        }
        assertTrue(from("192.0.2.1", "operator", "a right one of mine") instanceof SignIn.Accepted);
        assertTrue(accounts.authenticate("operator", "a right one of mine").isPresent());
    }

    @Test
    public void signIn_wrongFromTheSameNetwork_isOneAddressInIpv6() {
        fail("2001:db8:1:2::1", 3);
        fail("2001:db8:1:2:ffff::9", 2);
        assertEquals(later(30), from("2001:db8:1:2::77", "admin", "x"));
        assertEquals(new SignIn.Wrong(), from("2001:db8:1:3::1", "admin", "x"));
    }

    @Test
    public void signIn_knownByNameAndAddress_doesNotWaitForTheWrongOnesOfItsNeighbours() {
        operator("a right one of mine");
        assertTrue(from(STRANGER, "operator", "a right one of mine") instanceof SignIn.Accepted);
        clock.advance(Duration.ofHours(2));
        for (int i = 0; i < 10; i++) {
            from(STRANGER, "nobody" + i, "wrong");
        }
        assertTrue(from(STRANGER, "somebody", "x") instanceof SignIn.Later);
        assertTrue(from(STRANGER, "operator", "a right one of mine") instanceof SignIn.Accepted);
    }

    @Test
    public void signIn_knownDevice_isLetInAtAnAddressThatHasToWait() {
        operator("a right one of mine");
        String device = ((SignIn.Accepted) from("192.0.2.1", "operator", "a right one of mine")).device();
        restart(Map.of());
        fail(STRANGER, 5);
        assertTrue(from(STRANGER, "operator", "a right one of mine") instanceof SignIn.Later);
        assertTrue(accounts.knows("operator", device));
        assertEquals(
                device,
                ((SignIn.Accepted) accounts.signIn(new Attempt(
                                "operator", "a right one of mine", ClientAddress.of(STRANGER), Optional.of(device))))
                        .device());
    }

    @Test
    public void knows_deviceOfAnotherOrMadeUpOrBeforeANewPassword_isFalse() {
        operator("a right one of mine");
        String device = ((SignIn.Accepted) from("192.0.2.1", "operator", "a right one of mine")).device();
        assertFalse(accounts.knows("admin", device));
        assertFalse(accounts.knows("nobody", device));
        for (String madeUp : List.of("", ".", "x.y", device + "x", device.substring(1), "x".repeat(100_000))) {
            assertFalse(madeUp, accounts.knows("operator", madeUp));
        }
        accounts.setPassword("operator", "a right two of mine");
        assertFalse(accounts.knows("operator", device));
    }

    @Test
    public void signIn_deviceThatGuesses_waitsToo() {
        operator("a right one of mine");
        String device = ((SignIn.Accepted) from("192.0.2.1", "operator", "a right one of mine")).device();
        for (int i = 0; i < 5; i++) {
            accounts.signIn(new Attempt("operator", "guess" + i, ClientAddress.of(STRANGER), Optional.of(device)));
        }
        assertEquals(
                later(30),
                accounts.signIn(new Attempt("operator", "guess", ClientAddress.of(STRANGER), Optional.of(device))));
    }

    @Test
    public void signIn_whileItHasToWait_doesNotProlongTheWait() {
        fail(STRANGER, 5);
        clock.advance(Duration.ofSeconds(29));
        for (int i = 0; i < 100; i++) {
            from(STRANGER, "admin", "wrong");
        }
        assertEquals(later(1), from(STRANGER, "admin", "wrong"));
    }

    /** Nobody at the gateway's own machine is kept out by a program there that has an old password. */
    @Test
    public void signIn_wrongOnThisMachine_hasNobodyThereWait() {
        operator("a right one of mine");
        for (String loopback : List.of("127.0.0.1", "::1")) {
            fail(loopback, 6);
            assertTrue(loopback, from(loopback, "operator", "a right one of mine") instanceof SignIn.Accepted);
            for (int i = 0; i < 7; i++) {
                assertEquals(new SignIn.Wrong(), from(loopback, "operator", "wrong"));
            }
            accounts.setPassword("operator", "a right two of mine");
            assertTrue(loopback, from(loopback, "operator", "a right two of mine") instanceof SignIn.Accepted);
            accounts.setPassword("operator", "a right one of mine");
        }
    }

    @Test
    public void signIn_rightAfterFourWrong_startsCountingAnew() {
        operator("a right one of mine");
        fail(STRANGER, 4);
        assertTrue(from(STRANGER, "operator", "a right one of mine") instanceof SignIn.Accepted);
        fail(STRANGER, 4);
        accounts.setPassword("operator", "a right two of mine");
        assertTrue(from(STRANGER, "operator", "a right two of mine") instanceof SignIn.Accepted);
    }

    @Test
    public void signIn_rightAgain_isBelievedForAnHourUnlessThePasswordChanged() {
        operator("a right one of mine");
        assertTrue(from("192.0.2.1", "operator", "a right one of mine") instanceof SignIn.Accepted);
        fail(STRANGER, 5);
        assertTrue("costs no check", from(STRANGER, "operator", "a right one of mine") instanceof SignIn.Accepted);
        accounts.setPassword("operator", "a right two of mine");
        assertEquals(new SignIn.Wrong(), from("192.0.2.1", "operator", "a right one of mine"));
    }

    @Test
    public void authenticate_issuedCredential_isItsAccountUntilItExpires() {
        Credential credential = accounts.issue("admin", LIFETIME);
        assertEquals(
                Optional.of(new Account("admin", Role.ADMIN)),
                accounts.authenticate(credential.user(), credential.password()));
        assertEquals(Optional.empty(), accounts.authenticate(credential.user(), "guess"));
        clock.advance(LIFETIME.minusSeconds(1));
        Credential renewed = accounts.renew(credential.user(), LIFETIME).orElseThrow();
        assertEquals(credential.password(), renewed.password());
        assertEquals(clock.instant().plus(LIFETIME), renewed.expiresAt());
        clock.advance(LIFETIME);
        assertEquals(Optional.empty(), accounts.authenticate(credential.user(), credential.password()));
        assertEquals(Optional.empty(), accounts.renew(credential.user(), LIFETIME));
    }

    @Test
    public void authenticate_issuedCredentialOfALockedAccount_stillWorks() {
        Credential credential = accounts.issue("admin", LIFETIME);
        fail("admin", 5);
        assertTrue(
                accounts.authenticate(credential.user(), credential.password()).isPresent());
    }

    @Test
    public void authenticate_revokedCredential_isRefused() {
        Credential revoked = accounts.issue("admin", LIFETIME);
        Credential other = accounts.issue("admin", LIFETIME);
        accounts.revoke(revoked.user());
        assertEquals(Optional.empty(), accounts.authenticate(revoked.user(), revoked.password()));
        assertTrue(accounts.authenticate(other.user(), other.password()).isPresent());
    }

    @Test
    public void setPassword_any_endsTheCredentialsOfThatAccountOnly() {
        operator("a right one of mine");
        Credential ended = accounts.issue("admin", LIFETIME);
        Credential kept = accounts.issue("operator", LIFETIME);
        accounts.setPassword("admin", "correct horse");
        assertEquals(Optional.empty(), accounts.authenticate(ended.user(), ended.password()));
        assertTrue(accounts.authenticate(kept.user(), kept.password()).isPresent());
        assertFalse(kept.toString(), kept.toString().contains(kept.password()));
    }

    private void fail(String address, int times) {
        for (int i = 0; i < times; i++) {
            assertEquals(new SignIn.Wrong(), from(address, "stranger" + i, "wrong"));
        }
    }

    /** Whoever worked here before is not slowed by what others try from the same address after a restart. */
    @Test
    public void signIn_knownPair_isKnownAfterARestart() {
        accounts = start(Map.of());
        operator("a right one of mine");
        assertTrue(from(STRANGER, "operator", "a right one of mine") instanceof SignIn.Accepted);
        restart(Map.of());
        for (int i = 0; i < 5; i++) {
            from(STRANGER, "nobody" + i, "wrong");
        }
        assertTrue(from(STRANGER, "somebody", "x") instanceof SignIn.Later);
        assertTrue(from(STRANGER, "operator", "a right one of mine") instanceof SignIn.Accepted);
    }

    private Optional<String> stamp(String name) {
        return accounts.standing(name).map(Standing::passwordStamp);
    }

    private SignIn from(String address, String name, String password) {
        return accounts.signIn(new Attempt(name, password, ClientAddress.of(address), Optional.empty()));
    }

    private static SignIn later(long seconds) {
        return new SignIn.Later(Duration.ofSeconds(seconds));
    }

    private void operator(String password) {
        accounts.add(new Account("operator", Role.OPERATOR), password);
    }

    private SqliteAccounts start(Map<String, String> environment) {
        return start(folder.getRoot().toPath(), environment);
    }

    private SqliteAccounts start(Path data, Map<String, String> environment) {
        return start(data, environment, true);
    }

    private SqliteAccounts start(Path data, Map<String, String> environment, boolean isTerminal) {
        PrintStream out = new PrintStream(console, true, UTF_8);
        return new SqliteAccounts(
                data,
                environment,
                new StartConsole(out, isTerminal),
                new SecureRandom(),
                FEW_ITERATIONS,
                clock,
                nanos::get);
    }

    private void restart(Map<String, String> environment) {
        accounts.close();
        accounts = start(environment);
    }
}

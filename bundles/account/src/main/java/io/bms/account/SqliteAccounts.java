// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.api.account.Accounts;
import io.bms.api.account.Attempt;
import io.bms.api.account.CredentialIssuer;
import io.bms.api.account.SignIn;
import io.bms.api.log.OutsideText;
import io.bms.api.log.Repeats;
import io.bms.sqlite.DataFolder;
import io.bms.sqlite.Database;
import io.bms.sqlite.Durability;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts in designer.db. At the first start it makes the account {@code admin}, and says its
 * password on the console and in a file, never in the log.
 */
@Component(
        service = {Accounts.class, CredentialIssuer.class},
        immediate = true)
public final class SqliteAccounts implements Accounts, CredentialIssuer {
    static final String ADMIN = "admin";
    static final int MIN_PASSWORD = 8;
    static final int MAX_PASSWORD = 256;
    /** OWASP Password Storage Cheat Sheet, for PBKDF2-HMAC-SHA512. */
    private static final int ITERATIONS = 210_000;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.@-]{1,64}");
    /** Set where what is printed is kept, as by a container or systemd: no password belongs there. */
    private static final String CONSOLE_KEPT = "BMS_CONSOLE_KEPT";

    private static final Logger LOG = LoggerFactory.getLogger(SqliteAccounts.class);

    private final Database database;
    private final AdminPasswordFile passwordFile;
    private final SecureRandom random;
    private final int iterations;
    private final KnownPairs known;
    private final PasswordCheck passwords;
    private final Repeats repeats;
    private final IssuedCredentials issued;
    private final AtomicLong revision = new AtomicLong();

    @Activate
    public SqliteAccounts(BundleContext context) {
        this(DataFolder.of(context), System.getenv(), System.out, new SecureRandom(), ITERATIONS, Clock.systemUTC());
    }

    SqliteAccounts(
            Path data,
            Map<String, String> environment,
            PrintStream console,
            SecureRandom random,
            int iterations,
            Clock clock) {
        this.passwordFile = new AdminPasswordFile(data.resolve("admin-password"));
        this.random = random;
        this.iterations = iterations;
        this.known = new KnownPairs(data.resolve("known-clients"));
        this.passwords = new PasswordCheck(
                this::stored, PasswordHash.ofNobody(iterations), clock, random, new HashQueue(System::nanoTime), known);
        this.repeats = new Repeats(clock);
        this.issued = new IssuedCredentials(clock, random);
        this.database = Database.open(data.resolve("designer.db"), Durability.FULL, AccountTable.SCHEMA);
        Optional<String> madeUp = database.load(connection -> {
            if (!AccountTable.names(connection).isEmpty()) {
                return Optional.empty();
            }
            Optional<GivenPassword> given = GivenPassword.in(environment);
            given.ifPresent(one -> requirePassword(one.source(), one.password()));
            String password = given.map(GivenPassword::password).orElseGet(() -> FirstPassword.madeUp(random));
            AccountTable.store(connection, ADMIN, hash(password));
            if (given.isEmpty()) {
                passwordFile.write(password);
                return Optional.of(password);
            }
            passwordFile.delete();
            return Optional.empty();
        });
        boolean kept = !environment.getOrDefault(CONSOLE_KEPT, "").isEmpty();
        madeUp.ifPresent(password -> console.println("First start: sign in as " + ADMIN
                + (kept
                        ? "; the password is in " + passwordFile.path()
                        : " with password " + password + " (also in " + passwordFile.path() + ")")));
    }

    @Deactivate
    void close() {
        known.close();
        database.close();
    }

    @Override
    public SignIn signIn(Attempt attempt) {
        if (IssuedCredentials.isIssued(attempt.name())) {
            return issued.account(attempt.name(), attempt.password())
                    .<SignIn>map(account -> new SignIn.Accepted(new Account(account), ""))
                    .orElseGet(SignIn.Wrong::new);
        }
        // No account has such a name or password, so there is nothing that the time could tell.
        SignIn result =
                NAME.matcher(attempt.name()).matches() && attempt.password().length() <= MAX_PASSWORD
                        ? passwords.decide(attempt)
                        : new SignIn.Wrong();
        if (!(result instanceof SignIn.Accepted)) {
            repeats.next("sign-in")
                    .ifPresent(more -> LOG.warn(
                            "a sign-in as {} from {} failed{}",
                            OutsideText.of(attempt.name()),
                            attempt.from().share(),
                            more));
        }
        return result;
    }

    @Override
    public boolean knows(String name, String device) {
        return stored(name).filter(hash -> DeviceToken.isOf(device, name, hash)).isPresent();
    }

    private Optional<PasswordHash> stored(String name) {
        return database.read(connection -> AccountTable.find(connection, name));
    }

    @Override
    public void setPassword(String name, String password) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the account name '" + name + "' is not allowed; use 1 to 64 of A-Z a-z 0-9 _ . @ and -");
        }
        requirePassword("the password", password);
        PasswordHash hash = hash(password);
        database.transact(connection -> AccountTable.store(connection, name, hash));
        revision.incrementAndGet();
        issued.revokeAllOf(name);
        if (name.equals(ADMIN)) {
            passwordFile.delete();
        }
        LOG.info("the password of {} was set", name);
    }

    @Override
    public Optional<String> passwordStamp(String name) {
        return stored(name).map(PasswordHash::stamp);
    }

    @Override
    public long revision() {
        return revision.get();
    }

    @Override
    public List<String> names() {
        return database.read(AccountTable::names);
    }

    @Override
    public Credential issue(String account, Duration lifetime) {
        return issued.issue(account, lifetime);
    }

    @Override
    public Optional<Credential> renew(String user, Duration lifetime) {
        return issued.renew(user, lifetime);
    }

    @Override
    public void revoke(String user) {
        issued.revoke(user);
        revision.incrementAndGet();
    }

    private PasswordHash hash(String password) {
        return PasswordHash.of(password, iterations, random);
    }

    private static void requirePassword(String what, String password) {
        if (password.length() < MIN_PASSWORD || password.length() > MAX_PASSWORD) {
            throw new IllegalArgumentException(
                    what + " has " + password.length() + " characters; use " + MIN_PASSWORD + " to " + MAX_PASSWORD);
        }
    }
}

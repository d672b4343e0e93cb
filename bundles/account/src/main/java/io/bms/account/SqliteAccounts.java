// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.account.AccountTable.Stored;
import io.bms.api.account.Account;
import io.bms.api.account.AccountStore;
import io.bms.api.account.Accounts;
import io.bms.api.account.AddressBlock;
import io.bms.api.account.Attempt;
import io.bms.api.account.CredentialIssuer;
import io.bms.api.account.Role;
import io.bms.api.account.SecondFactors;
import io.bms.api.account.SignIn;
import io.bms.api.account.Token;
import io.bms.api.account.TokenProof;
import io.bms.api.account.TokenStore;
import io.bms.api.audit.AuditLog;
import io.bms.api.identity.IdentityStore;
import io.bms.api.log.OutsideText;
import io.bms.api.log.Repeats;
import io.bms.api.status.ClockCheck;
import io.bms.sqlite.DataFolder;
import io.bms.sqlite.Database;
import io.bms.sqlite.Durability;
import io.bms.time.GatewayClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts in designer.db. At the first start it makes the account {@code admin} ({@link FirstAdmin}).
 *
 * <p>Thread: any.
 */
@Component(
        service = {
            Accounts.class,
            AccountStore.class,
            CredentialIssuer.class,
            TokenStore.class,
            TokenProof.class,
            SecondFactors.class,
            DirectoryPeople.class
        },
        immediate = true)
public final class SqliteAccounts
        implements Accounts, AccountStore, CredentialIssuer, TokenStore, TokenProof, SecondFactors, DirectoryPeople {
    /** OWASP Password Storage Cheat Sheet, for PBKDF2-HMAC-SHA512. */
    private static final int ITERATIONS = 210_000;

    private static final Logger LOG = LoggerFactory.getLogger(SqliteAccounts.class);

    private final Database database;
    private final StoredAccounts stored;
    private final StoredTokens tokens;
    private final AccountUses uses;
    private final StoredFactors factors;
    private final DirectoryAccounts people;
    private final List<ClockCheck> clocks = new CopyOnWriteArrayList<>();
    private final AtomicReference<IdentityStore> identity = new AtomicReference<>();
    private final PasswordRules rules = new PasswordRules(this::namesOfThePlace);
    private final OneTimeCodes codes;
    private final FirstAdmin firstAdmin;
    private final KnownPairs known;
    private final PasswordCheck passwords;
    private final Repeats repeats;
    private final IssuedCredentials issued;
    private final AtomicLong revision = new AtomicLong();

    @Activate
    public SqliteAccounts(BundleContext context) {
        this(
                DataFolder.of(context),
                System.getenv(),
                StartConsole.ofThisProcess(System.getenv()),
                new SecureRandom(),
                ITERATIONS,
                GatewayClock.ofThisMachine(),
                System::nanoTime);
    }

    SqliteAccounts(
            Path data,
            Map<String, String> environment,
            StartConsole console,
            SecureRandom random,
            int iterations,
            Clock clock,
            LongSupplier nanoTime) {
        this.codes = new OneTimeCodes(clock, nanoTime, random, iterations);
        this.firstAdmin = new FirstAdmin(data, codes, rules, console);
        this.known = new KnownPairs(data.resolve("known-clients"));
        this.repeats = new Repeats(clock);
        this.issued = new IssuedCredentials(clock, random);
        this.database = Database.open(data.resolve("designer.db"), Durability.FULL, AccountTable.SCHEMA);
        this.stored = new StoredAccounts(database);
        this.tokens = new StoredTokens(database, clock, random);
        this.uses = new AccountUses(database, clock);
        this.factors =
                new StoredFactors(database, clock, random, () -> clocks.stream().allMatch(ClockCheck::isPlausible));
        this.people = new DirectoryAccounts(stored, random, this::ended);
        this.passwords = new PasswordCheck(
                this::enabled,
                PasswordHash.ofNobody(iterations),
                clock,
                random,
                new HashQueue(System::nanoTime),
                known,
                codes,
                factors,
                people);
        stored.all().forEach(codes::hasEnded);
        firstAdmin.prepare(stored, environment);
    }

    /** Which names are no passwords. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindIdentity(IdentityStore present) {
        identity.set(present);
    }

    void unbindIdentity(IdentityStore gone) {
        identity.compareAndSet(gone, null);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindClockCheck(ClockCheck check) {
        clocks.add(check);
    }

    void unbindClockCheck(ClockCheck check) {
        clocks.remove(check);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindDirectory(Directory directory) {
        people.bind(directory);
    }

    void unbindDirectory(Directory directory) {
        people.unbind(directory);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindAudit(AuditLog present) {
        people.bind(present);
    }

    void unbindAudit(AuditLog gone) {
        people.unbind(gone);
    }

    @Override
    public Set<String> begun() {
        return people.begun();
    }

    @Override
    public void stays(String name, Role role) {
        people.stays(name, role);
    }

    @Override
    public void leaves(String name, String why) {
        people.leaves(name, why);
    }

    private Collection<String> namesOfThePlace() {
        return Optional.ofNullable(identity.get())
                .map(IdentityStore::current)
                .map(one -> List.of(one.organizationId(), one.siteId(), one.deviceId()))
                .orElse(List.of());
    }

    @Deactivate
    void close() {
        known.close();
        database.close();
    }

    @Override
    public SignIn signIn(Attempt attempt) {
        if (IssuedCredentials.isIssued(attempt.name()) && !StoredTokens.isToken(attempt.password())) {
            return noted(accepted(issued.account(attempt.name(), attempt.password())));
        }
        SignIn result = noted(decide(attempt));
        if (!(result instanceof SignIn.Accepted)) {
            repeats.next("sign-in")
                    .ifPresent(more -> LOG.warn(
                            "a sign-in as {} from {} failed{}{}",
                            OutsideText.of(attempt.name()),
                            attempt.from().share(),
                            result.inWords(),
                            more));
        }
        return result;
    }

    private SignIn decide(Attempt attempt) {
        if (StoredTokens.isToken(attempt.password())) {
            return accepted(tokens.use(attempt).map(Token::account));
        }
        // No account has such a name or password, so there is nothing that the time could tell.
        return Account.isName(attempt.name()) && attempt.password().length() <= PasswordRules.LONGEST
                ? passwords.decide(attempt)
                : new SignIn.Wrong();
    }

    private SignIn noted(SignIn result) {
        if (result instanceof SignIn.Accepted accepted) {
            uses.used(accepted.account().name());
        }
        return result;
    }

    private SignIn accepted(Optional<String> account) {
        return account.flatMap(this::find)
                .<SignIn>map(found -> new SignIn.Accepted(found, ""))
                .orElseGet(SignIn.Wrong::new);
    }

    @Override
    public boolean knows(String name, String device) {
        return stored.find(name)
                .filter(found -> DeviceToken.isOf(device, name, found.password()))
                .isPresent();
    }

    @Override
    public void setPassword(String name, String password) {
        Stored before = requireOwn(name);
        rules.require("the password", name, password);
        if (before.codeUntil().isPresent() && before.password().matches(password)) {
            throw new IllegalArgumentException("the password is the one-time code; use another");
        }
        stored.setPassword(name, codes.hash(password), Optional.empty());
        ended(name);
        firstAdminEnded(name);
        LOG.info("the password of {} was set", name);
    }

    /** @throws IllegalArgumentException if there is none of that name, or it is of the site's directory */
    private Stored requireOwn(String name) {
        Stored account = stored.require(name);
        if (account.isOfDirectory()) {
            throw new IllegalArgumentException(
                    name
                            + " is an account of the site's directory, which keeps its password; a program has an account of the gateway");
        }
        return account;
    }

    @Override
    public boolean isOfDirectory(String name) {
        return stored.find(name).filter(Stored::isOfDirectory).isPresent();
    }

    @Override
    public String reset(String name) {
        requireOwn(name);
        OneTimeCodes.Made made = codes.make();
        stored.setPassword(name, made.hash(), Optional.of(made.until()));
        factors.remove(name);
        ended(name);
        if (name.equals(FirstAdmin.NAME)) {
            firstAdmin.changed(made.text());
        }
        LOG.info("the account {} was reset: a one-time code lets choose its password", name);
        return made.text();
    }

    @Override
    public void add(Account account, String password) {
        rules.require("the password", account.name(), password);
        stored.add(account, codes.hash(password));
        revision.incrementAndGet();
        LOG.info(
                "the account {} was added as {}", account.name(), account.role().wireName());
    }

    @Override
    public void change(Account account) {
        stored.change(account);
        ended(account.name());
        LOG.info("the account {} was changed: {}", account.name(), account.inWords());
    }

    @Override
    public void delete(String name) {
        stored.delete(name);
        factors.remove(name);
        tokens.forgetAllOf(name);
        uses.forget(name);
        ended(name);
        firstAdminEnded(name);
        LOG.info("the account {} was deleted", name);
    }

    /** All that anybody has begun with the account. */
    private void ended(String name) {
        issued.revokeAllOf(name);
        revision.incrementAndGet();
    }

    private void firstAdminEnded(String name) {
        if (name.equals(FirstAdmin.NAME)) {
            firstAdmin.ended();
        }
    }

    @Override
    public List<Account> list() {
        return stored.list();
    }

    @Override
    public Optional<Instant> lastUsed(String name) {
        return uses.lastUsed(name);
    }

    @Override
    public Optional<Account> find(String name) {
        return enabled(name).map(Stored::account);
    }

    private Optional<Stored> enabled(String name) {
        return stored.find(name).filter(found -> !found.account().disabled());
    }

    @Override
    public Optional<Standing> standing(String user) {
        Optional<TokenTable.Stored> token = tokens.ofUser(user);
        if (token.isPresent()) {
            return find(token.get().token().account())
                    .map(account -> new Standing(account, token.get().hash().stamp()));
        }
        Optional<String> name = IssuedCredentials.isIssued(user) ? issued.accountOf(user) : Optional.of(user);
        return name.flatMap(this::enabled)
                .map(found -> new Standing(found.account(), found.password().stamp()));
    }

    @Override
    public long revision() {
        return revision.get();
    }

    @Override
    public Credential issue(String account, Duration lifetime) {
        people.began(account);
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

    @Override
    public boolean hasFactor(String account) {
        return factors.has(account);
    }

    @Override
    public Enrolment beginFactor(String account) {
        stored.require(account);
        return factors.begin(account);
    }

    @Override
    public List<String> confirmFactor(String account, String code) {
        List<String> recovery = factors.confirm(account, code);
        revision.incrementAndGet();
        LOG.info("the account {} has a second factor", account);
        return recovery;
    }

    @Override
    public void removeFactor(String account) {
        stored.require(account);
        if (!factors.remove(account)) {
            throw new IllegalArgumentException(account + " has no second factor");
        }
        revision.incrementAndGet();
        LOG.info("the second factor of {} was removed", account);
    }

    @Override
    public List<Token> tokens() {
        return tokens.list();
    }

    @Override
    public Optional<Account> authenticator(String tokenId, byte[] message, byte[] code) {
        return tokens.authenticator(tokenId, message, code).map(Token::account).flatMap(this::find);
    }

    @Override
    public Made addToken(String account, String purpose, Duration lifetime, List<AddressBlock> networks) {
        requireOwn(account);
        Made made = tokens.add(account, purpose, lifetime, networks);
        LOG.info(
                "the token {} of {} was made, until {}",
                made.token().id(),
                account,
                made.token().expires());
        return made;
    }

    @Override
    public void revokeToken(String id) {
        Token token = tokens.revoke(id);
        revision.incrementAndGet();
        LOG.info("the token {} of {} was revoked", id, token.account());
    }
}

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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The accounts in designer.db, as services: what stands behind each is a class of its own. At the first start it makes
 * the account {@code admin} ({@link FirstAdmin}).
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

    private final Database database;
    private final StoredAccounts stored;
    private final StoredTokens tokens;
    private final StoredFactors factors;
    private final AccountUses uses;
    private final KnownPairs known;
    private final Begun begun;
    private final DirectoryAccounts people;
    private final SignIns signIns;
    private final AccountChanges changes;
    private final List<ClockCheck> clocks = new CopyOnWriteArrayList<>();
    private final AtomicReference<IdentityStore> identity = new AtomicReference<>();

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
        OneTimeCodes codes = new OneTimeCodes(clock, nanoTime, random, iterations);
        PasswordRules rules = new PasswordRules(this::namesOfThePlace);
        FirstAdmin firstAdmin = new FirstAdmin(data, codes, rules, console);
        IssuedCredentials issued = new IssuedCredentials(clock, random);
        this.known = new KnownPairs(data.resolve("known-clients"));
        this.database = Database.open(data.resolve("designer.db"), Durability.FULL, AccountTable.SCHEMA);
        this.stored = new StoredAccounts(database);
        this.tokens = new StoredTokens(database, clock, random);
        this.uses = new AccountUses(database, clock);
        this.factors =
                new StoredFactors(database, clock, random, () -> clocks.stream().allMatch(ClockCheck::isPlausible));
        this.begun = new Begun(issued);
        this.people = new DirectoryAccounts(stored, random, begun::ended);
        PasswordCheck passwords = new PasswordCheck(
                stored::enabled,
                PasswordHash.ofNobody(iterations),
                clock,
                random,
                new HashQueue(System::nanoTime),
                known,
                codes,
                factors,
                people);
        this.signIns = new SignIns(stored, issued, tokens, passwords, uses, clock);
        this.changes = new AccountChanges(stored, tokens, factors, uses, rules, codes, firstAdmin, begun);
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
        return signIns.signIn(attempt);
    }

    @Override
    public boolean knows(String name, String device) {
        return signIns.knows(name, device);
    }

    @Override
    public Optional<Account> find(String name) {
        return signIns.find(name);
    }

    @Override
    public Optional<Standing> standing(String user) {
        return signIns.standing(user);
    }

    @Override
    public Optional<Account> authenticator(String tokenId, byte[] message, byte[] code) {
        return signIns.authenticator(tokenId, message, code);
    }

    @Override
    public long revision() {
        return begun.revision();
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
    public boolean isOfDirectory(String name) {
        return stored.find(name).filter(Stored::isOfDirectory).isPresent();
    }

    @Override
    public void add(Account account, String password) {
        changes.add(account, password);
    }

    @Override
    public void change(Account account) {
        changes.change(account);
    }

    @Override
    public void delete(String name) {
        changes.delete(name);
    }

    @Override
    public void setPassword(String name, String password) {
        changes.setPassword(name, password);
    }

    @Override
    public String reset(String name) {
        return changes.reset(name);
    }

    @Override
    public Credential issue(String account, Duration lifetime) {
        people.began(account);
        return begun.issue(account, lifetime);
    }

    @Override
    public Optional<Credential> renew(String user, Duration lifetime) {
        return begun.renew(user, lifetime);
    }

    @Override
    public void revoke(String user) {
        begun.revoke(user);
    }

    @Override
    public List<Token> tokens() {
        return tokens.list();
    }

    @Override
    public Made addToken(String account, String purpose, Duration lifetime, List<AddressBlock> networks) {
        stored.requireOwn(account);
        return tokens.add(account, purpose, lifetime, networks);
    }

    @Override
    public void revokeToken(String id) {
        tokens.revoke(id);
        begun.changed();
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
        begun.changed();
        return recovery;
    }

    @Override
    public void removeFactor(String account) {
        stored.require(account);
        factors.remove(account);
        begun.changed();
    }

    @Override
    public Set<String> signedIn() {
        return people.signedIn();
    }

    @Override
    public Set<String> notSignedOut() {
        return people.notSignedOut();
    }

    @Override
    public void stays(String name, Role role) {
        people.stays(name, role);
    }

    @Override
    public void leaves(String name, String why) {
        people.leaves(name, why);
    }
}

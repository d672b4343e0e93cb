// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.account.AccountTable.Stored;
import io.bms.account.Directory.Answer;
import io.bms.api.account.Account;
import io.bms.api.account.Role;
import io.bms.api.audit.AuditAct;
import io.bms.api.audit.AuditActor;
import io.bms.api.audit.AuditLog;
import io.bms.api.audit.AuditOutcome;
import io.bms.api.audit.AuditResult;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accounts of people whose passwords the site's {@link Directory} keeps. One is made here as its person signs in for
 * the first time, and has the role that the person's groups have at the latest sign-in. An account of the gateway
 * itself is never looked up there, so nobody takes its name.
 *
 * <p>Thread: any.
 */
final class DirectoryAccounts implements DirectoryPeople {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryAccounts.class);

    private final StoredAccounts stored;
    private final SecureRandom random;
    private final Consumer<String> ended;
    private final AtomicReference<Directory> directory = new AtomicReference<>();
    private final AuditLater audit = new AuditLater();
    private final Set<String> begun = ConcurrentHashMap.newKeySet();

    /** @param ended told of an account that is another now, so that what was begun with it ends */
    DirectoryAccounts(StoredAccounts stored, SecureRandom random, Consumer<String> ended) {
        this.stored = stored;
        this.random = random;
        this.ended = ended;
    }

    void bind(Directory present) {
        directory.set(present);
    }

    void unbind(Directory gone) {
        directory.compareAndSet(gone, null);
    }

    void bind(AuditLog present) {
        audit.bind(present);
    }

    void unbind(AuditLog gone) {
        audit.unbind(gone);
    }

    private void tell(String action, String name, String what) {
        audit.tell(
                new AuditAct(AuditActor.GATEWAY, action, name),
                AuditOutcome.of(AuditResult.SUCCESS, Optional.of(what)));
    }

    /**
     * Whether the directory decides who has that name. Directories do not tell capitals from small letters, so that
     * here all are small, lest one person has several accounts.
     */
    boolean decide(String name) {
        Directory present = directory.get();
        return present != null
                && present.isThere()
                && name.equals(name.toLowerCase(Locale.ROOT))
                && stored.find(name)
                        .map(found -> found.isOfDirectory() && !found.account().disabled())
                        .orElse(true);
    }

    /** Of what somebody has begun the rounds ask again. */
    void began(String name) {
        if (stored.find(name).filter(Stored::isOfDirectory).isPresent()) {
            begun.add(name);
        }
    }

    @Override
    public Set<String> signedIn() {
        begun.removeIf(name -> stored.find(name)
                .filter(found -> found.isOfDirectory() && !found.account().disabled())
                .isEmpty());
        return Set.copyOf(begun);
    }

    @Override
    public Set<String> notSignedOut() {
        return stored.all().stream()
                .filter(found -> found.isOfDirectory() && !found.password().isSignedOut())
                .map(found -> found.account().name())
                .collect(Collectors.toSet());
    }

    @Override
    public void stays(String name, Role role) {
        if (stored.find(name).filter(Stored::isOfDirectory).isPresent()) {
            member(name, role);
        }
    }

    /** With another password than before, which nobody knows either, no session goes on after a restart. */
    @Override
    public synchronized void leaves(String name, String why) {
        begun.remove(name);
        if (stored.find(name).filter(Stored::isOfDirectory).isPresent()) {
            stored.setPassword(name, PasswordHash.ofDirectorySignedOut(random), Optional.empty());
            ended.accept(name);
            LOG.info("all that {} has begun has ended: {}", name, why);
            tell("directory_signed_out", name, why);
        }
    }

    /** After {@link #decide}. Blocks for {@link Directory#PATIENCE} at most. */
    Answer check(String name, String password) {
        Directory present = directory.get();
        return present == null ? new Answer.Unreachable() : present.check(name, password);
    }

    /**
     * The account of somebody whom the directory knows; empty if it became one of the gateway's own meanwhile, or was
     * disabled.
     */
    synchronized Optional<Stored> member(String name, Role role) {
        Optional<Stored> found = stored.find(name);
        if (found.isEmpty()) {
            stored.add(new Stored(new Account(name, role), PasswordHash.ofDirectory(random), Optional.empty()));
            LOG.info("the directory's account {} was added as {}", name, role.wireName());
            tell("directory_account_added", name, "as " + role.wireName());
        } else if (found.get().isOfDirectory() && found.get().account().role() != role) {
            Account old = found.get().account();
            stored.change(new Account(name, role).disabled(old.disabled()));
            ended.accept(name);
            LOG.info("the directory's account {} is {} now", name, role.wireName());
            tell("directory_role_changed", name, "from " + old.role().wireName() + " to " + role.wireName());
        }
        if (found.filter(one -> one.password().isSignedOut()).isPresent()) {
            stored.setPassword(name, PasswordHash.ofDirectory(random), Optional.empty());
        }
        Optional<Stored> member = stored.find(name)
                .filter(Stored::isOfDirectory)
                .filter(now -> !now.account().disabled());
        member.ifPresent(one -> begun.add(name));
        return member;
    }
}

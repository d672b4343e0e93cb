// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.account.AccountTable.Stored;
import io.bms.api.account.Account;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes, changes and deletes accounts and their passwords, and ends what was begun with them.
 *
 * <p>Thread: any.
 */
final class AccountChanges {
    private static final Logger LOG = LoggerFactory.getLogger(AccountChanges.class);

    private final StoredAccounts stored;
    private final StoredTokens tokens;
    private final StoredFactors factors;
    private final AccountUses uses;
    private final PasswordRules rules;
    private final OneTimeCodes codes;
    private final FirstAdmin firstAdmin;
    private final Begun begun;

    AccountChanges(
            StoredAccounts stored,
            StoredTokens tokens,
            StoredFactors factors,
            AccountUses uses,
            PasswordRules rules,
            OneTimeCodes codes,
            FirstAdmin firstAdmin,
            Begun begun) {
        this.stored = stored;
        this.tokens = tokens;
        this.factors = factors;
        this.uses = uses;
        this.rules = rules;
        this.codes = codes;
        this.firstAdmin = firstAdmin;
        this.begun = begun;
    }

    void add(Account account, String password) {
        rules.require("the password", account.name(), password);
        stored.add(account, codes.hash(password));
        begun.changed();
        LOG.info(
                "the account {} was added as {}", account.name(), account.role().wireName());
    }

    void change(Account account) {
        stored.change(account);
        begun.ended(account.name());
        LOG.info("the account {} was changed: {}", account.name(), account.inWords());
    }

    void delete(String name) {
        stored.delete(name);
        factors.forget(name);
        tokens.forgetAllOf(name);
        uses.forget(name);
        begun.ended(name);
        firstAdminEnded(name);
        LOG.info("the account {} was deleted", name);
    }

    void setPassword(String name, String password) {
        Stored before = stored.requireOwn(name);
        rules.require("the password", name, password);
        if (before.codeUntil().isPresent() && before.password().matches(password)) {
            throw new IllegalArgumentException("the password is the one-time code; use another");
        }
        stored.setPassword(name, codes.hash(password), Optional.empty());
        begun.ended(name);
        firstAdminEnded(name);
        LOG.info("the password of {} was set", name);
    }

    /** @return the one-time code */
    String reset(String name) {
        stored.requireOwn(name);
        OneTimeCodes.Made made = codes.make();
        stored.reset(name, made.hash(), made.until());
        factors.forget(name);
        begun.ended(name);
        if (name.equals(FirstAdmin.NAME)) {
            firstAdmin.changed(made.text());
        }
        LOG.info("the account {} was reset: a one-time code lets choose its password", name);
        return made.text();
    }

    private void firstAdminEnded(String name) {
        if (name.equals(FirstAdmin.NAME)) {
            firstAdmin.ended();
        }
    }
}

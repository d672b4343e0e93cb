// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.account.AccountTable.Stored;
import io.bms.api.account.Account;
import io.bms.api.account.Accounts.Standing;
import io.bms.api.account.Attempt;
import io.bms.api.account.SignIn;
import io.bms.api.account.Token;
import io.bms.api.log.OutsideText;
import io.bms.api.log.Repeats;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who gets in, by whatever is shown: a credential that was issued, a token or a password; and whether what somebody got
 * in by still stands.
 *
 * <p>Thread: any.
 */
final class SignIns {
    private static final Logger LOG = LoggerFactory.getLogger(SignIns.class);

    private final StoredAccounts stored;
    private final IssuedCredentials issued;
    private final StoredTokens tokens;
    private final PasswordCheck passwords;
    private final AccountUses uses;
    private final Repeats repeats;

    SignIns(
            StoredAccounts stored,
            IssuedCredentials issued,
            StoredTokens tokens,
            PasswordCheck passwords,
            AccountUses uses,
            Clock clock) {
        this.stored = stored;
        this.issued = issued;
        this.tokens = tokens;
        this.passwords = passwords;
        this.uses = uses;
        this.repeats = new Repeats(clock);
    }

    /** As in {@link io.bms.api.account.Accounts#signIn}. */
    SignIn signIn(Attempt attempt) {
        SignIn result = decide(attempt);
        if (result instanceof SignIn.Accepted accepted) {
            uses.used(accepted.account().name());
        } else if (!isByIssued(attempt)) {
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

    /** A page's, which every page has that was left open for long: that it ended is worth no word. */
    private static boolean isByIssued(Attempt attempt) {
        return IssuedCredentials.isIssued(attempt.name()) && !StoredTokens.isToken(attempt.password());
    }

    private SignIn decide(Attempt attempt) {
        if (isByIssued(attempt)) {
            return accepted(issued.account(attempt.name(), attempt.password()));
        }
        if (StoredTokens.isToken(attempt.password())) {
            return accepted(tokens.use(attempt).map(Token::account));
        }
        // No account has such a name or password, so there is nothing that the time could tell.
        return Account.isName(attempt.name()) && attempt.password().length() <= PasswordRules.LONGEST
                ? passwords.decide(attempt)
                : new SignIn.Wrong();
    }

    private SignIn accepted(Optional<String> account) {
        return account.flatMap(this::find)
                .<SignIn>map(found -> new SignIn.Accepted(found, ""))
                .orElseGet(SignIn.Wrong::new);
    }

    /** The account, if it may sign in now. */
    Optional<Account> find(String name) {
        return stored.enabled(name).map(Stored::account);
    }

    boolean knows(String name, String device) {
        return stored.find(name)
                .filter(found -> DeviceToken.isOf(device, name, found.password()))
                .isPresent();
    }

    /** As in {@link io.bms.api.account.TokenProof#authenticator}. */
    Optional<Account> authenticator(String tokenId, byte[] message, byte[] code) {
        return tokens.authenticator(tokenId, message, code).map(Token::account).flatMap(this::find);
    }

    /** As in {@link io.bms.api.account.Accounts#standing}. */
    Optional<Standing> standing(String user) {
        Optional<TokenTable.Stored> token = tokens.ofUser(user);
        if (token.isPresent()) {
            return find(token.get().token().account())
                    .map(account -> new Standing(account, token.get().hash().stamp()));
        }
        Optional<String> name = IssuedCredentials.isIssued(user) ? issued.accountOf(user) : Optional.of(user);
        return name.flatMap(stored::enabled)
                .map(found -> new Standing(found.account(), found.password().stamp()));
    }
}

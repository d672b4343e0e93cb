// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.account.TokenTable.Stored;
import io.bms.api.account.AddressBlock;
import io.bms.api.account.Attempt;
import io.bms.api.account.Token;
import io.bms.api.account.TokenStore;
import io.bms.api.account.TokenStore.Made;
import io.bms.api.log.Repeats;
import io.bms.sqlite.Database;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens, on disk and in memory. Nothing else writes them, but that {@link StoredAccounts} deletes those of an
 * account with it.
 *
 * <p>Thread: any.
 */
final class StoredTokens {
    static final int MOST_OF_ONE_ACCOUNT = 20;

    private static final Logger LOG = LoggerFactory.getLogger(StoredTokens.class);

    /** {@code bms_ID_SECRET}: recognised by those who search what was published for secrets, as GitHub does. */
    private static final Pattern TEXT = Pattern.compile("bms_([a-z2-7]{8})_[A-Za-z0-9_-]{43}");

    private static final String ID_LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int ID_LENGTH = 8;
    private static final int SECRET_BYTES = 32;
    /** A sign-in later than this after the last that was written down is written down. */
    private static final Duration WRITE_EVERY = Duration.ofMinutes(10);

    private final Database database;
    private final Clock clock;
    private final SecureRandom random;
    private final Repeats repeats;
    /** By id; replaced when something changes, and never changed itself. */
    private volatile Map<String, Stored> byId;

    StoredTokens(Database database, Clock clock, SecureRandom random) {
        this.database = database;
        this.clock = clock;
        this.random = random;
        this.repeats = new Repeats(clock);
        this.byId = database.read(TokenTable::all);
    }

    /** Whether a password has the form of a token, so that it is looked for here. */
    static boolean isToken(String password) {
        return TEXT.matcher(password).matches();
    }

    /**
     * The token that somebody signs in with, as user {@link Token#user} or as nobody in particular. Notes that it was
     * used.
     *
     * @return empty if it is wrong, has ended, or is used from elsewhere
     */
    Optional<Token> use(Attempt attempt) {
        Matcher text = TEXT.matcher(attempt.password());
        Optional<Token> found = (text.matches() ? find(text.group(1)) : Optional.<Stored>empty())
                .filter(stored -> stored.hash().matches(attempt.password()))
                .map(Stored::token)
                .filter(token -> attempt.name().isEmpty() || attempt.name().equals(token.user()))
                .filter(token -> isFrom(token, attempt));
        found.ifPresent(this::used);
        return found;
    }

    /** This machine itself is always allowed: its web port has judged the address already. */
    private static boolean isFrom(Token token, Attempt attempt) {
        return token.networks().isEmpty()
                || attempt.from().isThisMachine()
                || token.networks().stream().anyMatch(network -> network.contains(attempt.from()));
    }

    /** The token under whose hash a message has that code. Notes that it was used. */
    Optional<Token> authenticator(String id, byte[] message, byte[] code) {
        Optional<Token> found = find(id).filter(
                        stored -> stored.token().networks().isEmpty())
                .filter(stored -> stored.hash().authenticates(message, code))
                .map(Stored::token);
        found.ifPresent(this::used);
        return found;
    }

    /** What a connection of that user stands on, while the token lives. */
    Optional<Stored> ofUser(String user) {
        return find(user.substring(user.indexOf('~') + 1))
                .filter(stored -> stored.token().user().equals(user));
    }

    private Optional<Stored> find(String id) {
        return Optional.ofNullable(byId.get(id))
                .filter(stored -> clock.instant().isBefore(stored.token().expires()));
    }

    List<Token> list() {
        return byId.values().stream()
                .map(Stored::token)
                .sorted(Comparator.comparing(Token::account)
                        .thenComparing(Token::created)
                        .thenComparing(Token::id))
                .toList();
    }

    synchronized Made add(String account, String purpose, Duration lifetime, List<AddressBlock> networks) {
        if (lifetime.isNegative() || lifetime.isZero() || lifetime.compareTo(TokenStore.LONGEST) > 0) {
            throw new IllegalArgumentException("a token lives for 1 to " + TokenStore.LONGEST.toDays() + " days");
        }
        long others =
                list().stream().filter(token -> token.account().equals(account)).count();
        if (others >= MOST_OF_ONE_ACCOUNT) {
            throw new IllegalArgumentException(
                    account + " has " + others + " tokens; revoke one that is not used any longer");
        }
        String id = madeUpId();
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Token token = new Token(id, account, purpose.strip(), now, now.plus(lifetime), Optional.empty(), networks);
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String text =
                "bms_" + id + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        store(new Stored(token, TokenHash.of(text)));
        LOG.info("the token {} of {} was made, until {}", id, account, token.expires());
        return new Made(token, text);
    }

    synchronized void revoke(String id) {
        Stored stored = byId.get(id);
        if (stored == null) {
            throw new IllegalArgumentException("there is no token " + id + "; bms:token-list names those there are");
        }
        database.transact(connection -> TokenTable.delete(connection, id));
        change(all -> all.remove(id));
        LOG.info("the token {} of {} was revoked", id, stored.token().account());
    }

    /** {@link AccountTable} has deleted them on the disk. */
    synchronized void forgetAllOf(String account) {
        change(all -> all.values().removeIf(stored -> stored.token().account().equals(account)));
    }

    /** That it cannot be written down is no reason to turn a program away. */
    private void used(Token token) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (token.lastUsed()
                .filter(last -> now.isBefore(last.plus(WRITE_EVERY)))
                .isEmpty()) {
            try {
                write(token.id(), now);
            } catch (UncheckedIOException e) {
                repeats.next("used")
                        .ifPresent(more -> LOG.warn(
                                "that the token {} was used cannot be written down: {}{}",
                                token.id(),
                                e.getMessage(),
                                more));
            }
        }
    }

    private synchronized void write(String id, Instant used) {
        find(id).ifPresent(stored -> store(new Stored(stored.token().usedAt(used), stored.hash())));
    }

    private void store(Stored stored) {
        database.transact(connection -> TokenTable.store(connection, stored));
        change(all -> all.put(stored.token().id(), stored));
    }

    private void change(Consumer<Map<String, Stored>> change) {
        Map<String, Stored> next = new HashMap<>(byId);
        change.accept(next);
        byId = next;
    }

    private String madeUpId() {
        StringBuilder id = new StringBuilder();
        random.ints(ID_LENGTH, 0, ID_LETTERS.length()).forEach(letter -> id.append(ID_LETTERS.charAt(letter)));
        return byId.containsKey(id.toString()) ? madeUpId() : id.toString();
    }
}

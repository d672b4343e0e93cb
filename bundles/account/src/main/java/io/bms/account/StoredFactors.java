// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bms.account.FactorTable.Stored;
import io.bms.api.account.SecondFactors.Enrolment;
import io.bms.sqlite.Database;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second factors, on disk and in memory. A recovery code has 100 random bits, so one round of SHA-256 keeps it
 * secret. Thread: any.
 */
final class StoredFactors {
    private static final Logger LOG = LoggerFactory.getLogger(StoredFactors.class);
    private static final int RECOVERY_CODES = 10;
    private static final Duration TO_CONFIRM = Duration.ofMinutes(10);
    private static final int MOST_PENDING = 100;

    private final Database database;
    private final Clock clock;
    private final SecureRandom random;
    private final BooleanSupplier clockIsRight;
    private final Map<String, Stored> byAccount;
    /** Oldest first. */
    private final Map<String, Pending> pending = new LinkedHashMap<>();

    private record Pending(byte[] secret, Instant until) {}

    /** @param clockIsRight false while no code by the time can be judged */
    StoredFactors(Database database, Clock clock, SecureRandom random, BooleanSupplier clockIsRight) {
        this.database = database;
        this.clock = clock;
        this.random = random;
        this.clockIsRight = clockIsRight;
        this.byAccount = new HashMap<>(database.read(FactorTable::all));
    }

    synchronized boolean has(String account) {
        return byAccount.containsKey(account);
    }

    boolean isClockRight() {
        return clockIsRight.getAsBoolean();
    }

    /** Whether a code is the account's, which has a factor; it is used up then. */
    synchronized boolean use(String account, String code) {
        Stored factor = byAccount.get(account);
        if (factor == null) {
            return false;
        }
        String typed = code.strip().toLowerCase(Locale.ROOT);
        String hash = TokenHash.of(typed).stamp();
        if (factor.recovery().contains(hash)) {
            usedUp(factor.without(hash));
            return true;
        }
        OptionalLong step = isClockRight()
                ? Totp.step(factor.secret(), typed.replace(" ", ""), clock.instant(), factor.lastStep())
                : OptionalLong.empty();
        step.ifPresent(used -> usedUp(factor.usedAt(used)));
        return step.isPresent();
    }

    synchronized Enrolment begin(String account) {
        if (has(account)) {
            throw new IllegalArgumentException(account + " has a second factor already; remove that first");
        }
        byte[] secret = new byte[Totp.SECRET_BYTES];
        random.nextBytes(secret);
        pending.remove(account);
        pending.put(account, new Pending(secret, clock.instant().plus(TO_CONFIRM)));
        if (pending.size() > MOST_PENDING) {
            pending.remove(pending.keySet().iterator().next());
        }
        String text = Totp.text(secret);
        return new Enrolment(
                text, "otpauth://totp/BMS:" + URLEncoder.encode(account, UTF_8) + "?secret=" + text + "&issuer=BMS");
    }

    synchronized List<String> confirm(String account, String code) {
        Pending begun = pending.get(account);
        if (begun == null || !clock.instant().isBefore(begun.until())) {
            throw new IllegalArgumentException("no second factor was begun for " + account + " within ten minutes");
        }
        OptionalLong step = Totp.step(begun.secret(), code.replace(" ", ""), clock.instant(), -1);
        if (step.isEmpty()) {
            throw new IllegalArgumentException("the code is wrong; the gateway's time is " + clock.instant()
                    + ", and the authenticator's must be the same");
        }
        List<String> recovery = Stream.generate(() -> CodeText.madeUp(random))
                .limit(RECOVERY_CODES)
                .toList();
        store(new Stored(
                account,
                begun.secret(),
                step.getAsLong(),
                recovery.stream().map(one -> TokenHash.of(one).stamp()).toList()));
        pending.remove(account);
        LOG.info("the account {} has a second factor", account);
        return recovery;
    }

    /** @throws IllegalArgumentException if it has none */
    synchronized void remove(String account) {
        if (!has(account)) {
            throw new IllegalArgumentException(account + " has no second factor");
        }
        database.transact(connection -> FactorTable.delete(connection, account));
        forget(account);
        LOG.info("the second factor of {} was removed", account);
    }

    /** {@link StoredAccounts} has deleted it on the disk, if there was one. */
    synchronized void forget(String account) {
        pending.remove(account);
        byAccount.remove(account);
    }

    /** While the disk takes nothing only this process knows that a code was used; that keeps nobody out. */
    private void usedUp(Stored factor) {
        byAccount.put(factor.account(), factor);
        try {
            store(factor);
        } catch (UncheckedIOException e) {
            LOG.warn("that a code of {} was used cannot be written down: {}", factor.account(), e.getMessage());
        }
    }

    private void store(Stored factor) {
        database.transact(connection -> FactorTable.store(connection, factor));
        byAccount.put(factor.account(), factor);
    }
}

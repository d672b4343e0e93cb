// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bms.admin.SavedSessions.Saved;
import io.bms.api.account.Account;
import io.bms.api.account.Accounts;
import io.bms.api.account.CredentialIssuer;
import io.bms.api.account.CredentialIssuer.Credential;
import io.bms.api.account.TopicGrants;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Who is signed in, over a restart too. Beyond the bound the least recently active session ends.
 * Thread: any of the web port's.
 */
final class Sessions {
    static final int BOUND = 200;

    /** From signing in to the next time, however much it is used. */
    static final Duration LIFETIME = Duration.ofHours(12);

    private static final Duration MQTT_LIFETIME = Duration.ofMinutes(15);
    /** How often it is written down that a session is in use. */
    private static final Duration WRITE_EVERY = Duration.ofMinutes(1);

    private static final int TOKEN_BYTES = 32;

    private final CredentialIssuer issuer;
    private final Accounts accounts;
    private final SavedSessions saved;
    private final Duration idle;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Entry> byToken = new LinkedHashMap<>(16, 0.75f, true);

    Sessions(CredentialIssuer issuer, Accounts accounts, SavedSessions saved, Duration idle, Clock clock) {
        this.issuer = issuer;
        this.accounts = accounts;
        this.saved = saved;
        this.idle = idle;
        this.clock = clock;
    }

    synchronized Session open(String account) {
        return write(begin(account, madeUp(), clock.instant())).session();
    }

    /** The session of a cookie, if it is alive; being asked for keeps it so. */
    synchronized Optional<Session> find(String token) {
        Entry entry = byToken.get(token);
        if (entry == null) {
            return resume(token);
        }
        if (isOver(entry.begun()) || issuer.renew(entry.session().lease(), idle).isEmpty()) {
            close(entry.session());
            return Optional.empty();
        }
        Instant now = clock.instant();
        Entry used = keep(new Entry(entry.session(), entry.stamp(), entry.begun(), now, entry.written()));
        return Optional.of((now.isAfter(entry.written().plus(WRITE_EVERY)) ? write(used) : used).session());
    }

    /** Lets its MQTT credential live on, or makes another if that has expired. */
    synchronized Session renew(Session session) {
        Entry entry = byToken.get(session.token());
        Duration lifetime = entry == null ? MQTT_LIFETIME : mqttLifetime(entry.begun());
        Credential mqtt = issuer.renew(session.mqtt().user(), lifetime)
                .orElseGet(() -> issuer.issue(session.account(), lifetime));
        Session next = new Session(session.token(), session.account(), session.csrfToken(), session.lease(), mqtt);
        return entry == null
                ? next
                : keep(new Entry(next, entry.stamp(), entry.begun(), entry.used(), entry.written()))
                        .session();
    }

    /** Outlives the change of its account's password, which ended all others. */
    synchronized void survive(Session session) {
        Entry entry = byToken.get(session.token());
        write(begin(session.account(), session.token(), entry == null ? clock.instant() : entry.begun()));
    }

    synchronized void close(Session session) {
        forget(session);
        saved.delete(session.token());
    }

    /** Forgets all; who comes again with the cookie goes on. */
    synchronized void pause() {
        List.copyOf(byToken.values()).forEach(entry -> forget(write(entry).session()));
        saved.close();
    }

    /** One that began before a restart, unless it has been idle for too long, or is over, or the password was set since. */
    private Optional<Session> resume(String token) {
        return saved.find(token)
                .filter(session -> clock.instant().isBefore(session.used().plus(idle)))
                .filter(session -> !isOver(session.begun()))
                .filter(session -> session.stamp().equals(stamp(session.account())))
                .map(session -> begin(session.account(), token, session.begun()).session());
    }

    private boolean isOver(Instant begun) {
        return !clock.instant().isBefore(begun.plus(LIFETIME));
    }

    /** So that what is connected with it ends with the session. */
    private Duration mqttLifetime(Instant begun) {
        Duration left = Duration.between(clock.instant(), begun.plus(LIFETIME));
        return left.compareTo(MQTT_LIFETIME) < 0 ? left : MQTT_LIFETIME;
    }

    private Entry begin(String account, String token, Instant begun) {
        if (byToken.size() >= BOUND) {
            close(byToken.values().iterator().next().session());
        }
        Session session = new Session(
                token,
                account,
                csrfToken(token),
                issuer.issue(account, idle).user(),
                issuer.issue(account, mqttLifetime(begun)));
        return keep(new Entry(session, stamp(account), begun, clock.instant(), clock.instant()));
    }

    private Entry write(Entry entry) {
        saved.save(
                entry.session().token(),
                new Saved(entry.session().account(), entry.stamp(), entry.begun(), entry.used()));
        return keep(new Entry(entry.session(), entry.stamp(), entry.begun(), entry.used(), clock.instant()));
    }

    private void forget(Session session) {
        byToken.remove(session.token());
        issuer.revoke(session.lease());
        issuer.revoke(session.mqtt().user());
    }

    private Entry keep(Entry entry) {
        byToken.put(entry.session().token(), entry);
        return entry;
    }

    /** The topics of a service account, which {@code inWords()} leaves out; empty for all others. */
    private static String topics(Account account) {
        return account.topics().equals(TopicGrants.NONE) ? "" : " " + account.topics();
    }

    private String stamp(String account) {
        return accounts.standing(account)
                .map(standing ->
                        standing.passwordStamp() + " " + standing.account().inWords() + topics(standing.account()))
                .orElse("");
    }

    /**
     * @param stamp of the password and the rights that it was begun with
     * @param begun when somebody signed in
     * @param used when it was last asked for
     * @param written when that was last written down
     */
    private record Entry(Session session, String stamp, Instant begun, Instant used, Instant written) {}

    private String madeUp() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** A hash of the token, so that it is the same after a restart; only who has the cookie could work it out. */
    private static String csrfToken(String token) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(token.getBytes(UTF_8), "HmacSHA256"));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal("csrf".getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}

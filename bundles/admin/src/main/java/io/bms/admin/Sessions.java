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
import java.util.Comparator;
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

    synchronized Session open(String account, Origin origin) {
        return write(begin(account, madeUp(), clock.instant(), origin)).session();
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
        Entry used = keep(entry.usedAt(now));
        return Optional.of((now.isAfter(entry.written().plus(WRITE_EVERY)) ? write(used) : used).session());
    }

    /** Lets its MQTT credential live on, or makes another if that has expired. */
    synchronized Session renew(Session session) {
        Entry entry = byToken.get(session.token());
        Duration lifetime = entry == null ? MQTT_LIFETIME : mqttLifetime(entry.begun());
        Credential mqtt = issuer.renew(session.mqtt().user(), lifetime)
                .orElseGet(() -> issuer.issue(session.account(), lifetime));
        Session next = new Session(session.token(), session.account(), session.csrfToken(), session.lease(), mqtt);
        return entry == null ? next : keep(entry.as(next)).session();
    }

    /** Outlives the change of its account's password, which ended all others. */
    synchronized void survive(Session session) {
        Entry entry = byToken.get(session.token());
        write(
                entry == null
                        ? begin(session.account(), session.token(), clock.instant(), Origin.UNKNOWN)
                        : begin(session.account(), session.token(), entry.begun(), entry.origin()));
    }

    /** Those that go on, of all accounts, the last used first. */
    synchronized List<Listed> list() {
        Map<String, Saved> all = saved.all();
        byToken.values().forEach(entry -> all.put(id(entry.session()), entry.saved()));
        return all.entrySet().stream()
                .filter(each -> goesOn(each.getValue(), each.getValue().used()))
                .map(each -> Listed.of(each.getKey(), each.getValue()))
                .sorted(Comparator.comparing(Listed::used).reversed().thenComparing(Listed::id))
                .toList();
    }

    /** Ends the one that is {@link Listed} so, if there is one. */
    synchronized void end(String id) {
        byToken.values().stream()
                .map(Entry::session)
                .filter(session -> id(session).equals(id))
                .findFirst()
                .ifPresent(this::forget);
        saved.deleteCalled(id);
    }

    static String id(Session session) {
        return SavedSessions.id(session.token());
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

    /**
     * One that began before a restart, unless it has been idle for too long, or is over, or the password was set since.
     */
    private Optional<Session> resume(String token) {
        return saved.find(token)
                .filter(session -> goesOn(session, session.used()))
                .map(session -> begin(session.account(), token, session.begun(), session.origin())
                        .session());
    }

    private boolean goesOn(Saved session, Instant used) {
        return clock.instant().isBefore(used.plus(idle))
                && !isOver(session.begun())
                && session.stamp().equals(stamp(session.account()));
    }

    private boolean isOver(Instant begun) {
        return !clock.instant().isBefore(begun.plus(LIFETIME));
    }

    /** How long MQTT credentials of a session hold: what is connected with them ends with the session. */
    private Duration mqttLifetime(Instant begun) {
        Duration left = Duration.between(clock.instant(), begun.plus(LIFETIME));
        return left.compareTo(MQTT_LIFETIME) < 0 ? left : MQTT_LIFETIME;
    }

    private Entry begin(String account, String token, Instant begun, Origin origin) {
        if (byToken.size() >= BOUND) {
            close(byToken.values().iterator().next().session());
        }
        Session session = new Session(
                token,
                account,
                csrfToken(token),
                issuer.issue(account, idle).user(),
                issuer.issue(account, mqttLifetime(begun)));
        return keep(new Entry(session, stamp(account), begun, clock.instant(), clock.instant(), origin));
    }

    private Entry write(Entry entry) {
        saved.save(entry.session().token(), entry.saved());
        return keep(entry.writtenAt(clock.instant()));
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
    private record Entry(Session session, String stamp, Instant begun, Instant used, Instant written, Origin origin) {
        Entry as(Session next) {
            return new Entry(next, stamp, begun, used, written, origin);
        }

        Saved saved() {
            return new Saved(session.account(), stamp, begun, used, origin);
        }

        Entry usedAt(Instant now) {
            return new Entry(session, stamp, begun, now, written, origin);
        }

        Entry writtenAt(Instant now) {
            return new Entry(session, stamp, begun, used, now, origin);
        }
    }

    /**
     * A session for whoever looks at it.
     *
     * @param id by which it can be ended, and which tells nothing of its cookie
     * @param begun when somebody signed in
     * @param ends at the latest, however much it is used
     */
    record Listed(String id, String account, Instant begun, Instant used, Instant ends, Origin origin) {
        static Listed of(String id, Saved saved) {
            return new Listed(
                    id,
                    saved.account(),
                    saved.begun(),
                    saved.used(),
                    saved.begun().plus(LIFETIME),
                    saved.origin());
        }
    }

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

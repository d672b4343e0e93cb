package io.bms.admin;

import io.bms.api.account.CredentialIssuer;
import io.bms.api.account.CredentialIssuer.Credential;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who is signed in, in memory only. Beyond the bound the least recently active session ends. */
final class Sessions {
    private static final Duration MQTT_LIFETIME = Duration.ofMinutes(15);
    private static final int BOUND = 200;
    private static final int TOKEN_BYTES = 32;

    private final CredentialIssuer issuer;
    private final Duration idle;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> byToken = new LinkedHashMap<>(16, 0.75f, true);

    Sessions(CredentialIssuer issuer, Duration idle) {
        this.issuer = issuer;
        this.idle = idle;
    }

    synchronized Session open(String account) {
        if (byToken.size() >= BOUND) {
            close(byToken.values().iterator().next());
        }
        return keep(new Session(madeUp(), account, madeUp(), issuer.issue(account, idle).user(),
                issuer.issue(account, MQTT_LIFETIME)));
    }

    /** The session of a cookie, if it is alive; being asked for keeps it so. */
    synchronized Optional<Session> find(String token) {
        Session session = byToken.get(token);
        if (session == null) {
            return Optional.empty();
        }
        if (issuer.renew(session.lease(), idle).isEmpty()) {
            close(session);
            return Optional.empty();
        }
        return Optional.of(session);
    }

    /** Lets its MQTT credential live on, or makes another if that has expired. */
    synchronized Session renew(Session session) {
        Credential mqtt = issuer.renew(session.mqtt().user(), MQTT_LIFETIME)
                .orElseGet(() -> issuer.issue(session.account(), MQTT_LIFETIME));
        return keep(new Session(session.token(), session.account(), session.csrfToken(), session.lease(), mqtt));
    }

    /** Outlives the change of its account's password, which ended all others. */
    synchronized void survive(Session session) {
        keep(new Session(session.token(), session.account(), session.csrfToken(),
                issuer.issue(session.account(), idle).user(), issuer.issue(session.account(), MQTT_LIFETIME)));
    }

    synchronized void close(Session session) {
        byToken.remove(session.token());
        issuer.revoke(session.lease());
        issuer.revoke(session.mqtt().user());
    }

    synchronized void closeAll() {
        List.copyOf(byToken.values()).forEach(this::close);
    }

    private Session keep(Session session) {
        byToken.put(session.token(), session);
        return session;
    }

    private String madeUp() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}

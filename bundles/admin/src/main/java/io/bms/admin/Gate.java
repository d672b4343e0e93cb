// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bms.api.account.Account;
import io.bms.api.account.Accounts;
import io.bms.api.account.Attempt;
import io.bms.api.account.ClientAddress;
import io.bms.api.account.CredentialIssuer;
import io.bms.api.account.SignIn;
import io.bms.api.audit.AuditLog;
import io.bms.api.memory.HeapGauge;
import io.bms.api.memory.HeapLevel;
import io.bms.api.site.SiteTime;
import io.bms.settings.SettingsKeeper;
import io.bms.sqlite.DataFolder;
import io.bms.time.GatewayClock;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.servlet.http.Cookie;
import javax.servlet.http.HttpServletRequest;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

/** Lets calls in. Every servlet has it passed in, so there is none without it. Thread: any of the web port's. */
@Component(
        service = {Gate.class, SiteTime.class},
        configurationPid = "io.bms.admin",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AdminConfig.class)
public final class Gate implements SiteTime {
    static final String CSRF_HEADER = "X-CSRF-Token";
    /** Who is signed in. */
    static final String SESSION = "session";

    /** That somebody signed in from this browser before. */
    static final String DEVICE = "device";

    /** RFC 6750. */
    private static final String BEARER = "Bearer ";

    /** When to try an export again that there was no room for. */
    private static final Duration EXPORT_AGAIN = Duration.ofSeconds(30);

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final AdminSettings settings;
    private final Accounts accounts;
    private final Sessions sessions;
    private final RateLimit calls;
    private final RateLimit signIns;
    private final CallTrail trail = new CallTrail();
    private final AtomicReference<HeapGauge> heap = new AtomicReference<>(HeapGauge.NONE);

    @Activate
    public Gate(
            BundleContext context,
            Map<String, Object> properties,
            @Reference SettingsKeeper keeper,
            @Reference CredentialIssuer issuer,
            @Reference Accounts accounts) {
        this(
                keeper.read(AdminConfig.class, properties, AdminSettings::of),
                issuer,
                accounts,
                DataFolder.of(context),
                GatewayClock.ofThisMachine());
    }

    Gate(AdminSettings settings, CredentialIssuer issuer, Accounts accounts, Path data, Clock clock) {
        this.settings = settings;
        this.accounts = accounts;
        this.sessions =
                new Sessions(issuer, accounts, new SavedSessions(data, Sessions.BOUND), settings.sessionIdle(), clock);
        this.calls = new RateLimit(clock, 200, Duration.ofMillis(50));
        this.signIns = new RateLimit(clock, 10, Duration.ofSeconds(5));
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindAudit(AuditLog present) {
        trail.bind(present);
    }

    void unbindAudit(AuditLog gone) {
        trail.unbind(gone);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindHeap(HeapGauge present) {
        heap.set(present);
    }

    void unbindHeap(HeapGauge gone) {
        heap.compareAndSet(gone, HeapGauge.NONE);
    }

    @Deactivate
    void close() {
        sessions.pause();
    }

    AdminSettings settings() {
        return settings;
    }

    @Override
    public ZoneId zone() {
        return settings.siteTimeZone();
    }

    CallTrail trail() {
        return trail;
    }

    Sessions sessions() {
        return sessions;
    }

    /** Counts a call that needs no sign-in. */
    void admitAnyone(HttpServletRequest request) throws ApiException {
        calls.count(request.getRemoteAddr());
    }

    /**
     * Counts an attempt to sign in, which costs the processor much; not of a browser that signed in to the account
     * before, or on this machine.
     */
    void admitSignIn(HttpServletRequest request, String name) throws ApiException {
        if (!ClientAddress.of(request.getRemoteAddr()).isLocalhost()
                && device(request).filter(token -> accounts.knows(name, token)).isEmpty()) {
            signIns.count(request.getRemoteAddr());
        }
    }

    /** Requires that the heap has room for a file that is made as it is asked for. */
    void admitExport() throws ApiException {
        if (heap.get().level().isAtLeast(HeapLevel.SHORT)) {
            throw new ApiException(
                    503,
                    "Busy",
                    "The gateway is short of memory and makes no files now; try again when the problem heap_short is"
                            + " gone from its status.",
                    Optional.of(EXPORT_AGAIN));
        }
    }

    SignIn signIn(HttpServletRequest request, String name, String password, Optional<String> code) {
        return accounts.signIn(
                new Attempt(name, password, ClientAddress.of(request.getRemoteAddr()), device(request), code));
    }

    /** Counts a call, and finds the session that it belongs to, if there is one. */
    Optional<Session> session(HttpServletRequest request) throws ApiException {
        calls.count(request.getRemoteAddr());
        return cookie(request, SESSION).flatMap(sessions::find);
    }

    /**
     * What the session of this call is called in {@link Sessions#list}, whether it goes on or not; empty for a call
     * without one.
     */
    static Optional<String> sessionId(HttpServletRequest request) {
        return cookie(request, SESSION).map(SavedSessions::id);
    }

    /** The account of a session, with the rights that it has now. */
    Account account(Session session) throws ApiException {
        return accounts.find(session.account()).orElseThrow(Gate::notSignedIn);
    }

    /** The account of a call that needs no page: by a token, or by a session. */
    private Account caller(HttpServletRequest request) throws ApiException {
        Optional<String> token = bearer(request);
        if (token.isEmpty()) {
            return account(ownSession(request));
        }
        calls.count(request.getRemoteAddr());
        if (signIn(request, "", token.get(), Optional.empty()) instanceof SignIn.Accepted accepted) {
            return accepted.account();
        }
        throw new ApiException(
                401,
                "Token refused",
                "The token is wrong, has ended, or may not be used from your address; bms:token-list shows those there are.");
    }

    /** No page of another site can have a browser send it, so such a call needs no token against that. */
    private static Optional<String> bearer(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader("Authorization"))
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(header -> header.substring(BEARER.length()).strip());
    }

    /** Whether a call comes with a session, rather than with a token. */
    static boolean isPage(HttpServletRequest request) {
        return bearer(request).isEmpty();
    }

    private static ApiException notSignedIn() {
        return new ApiException(
                401,
                "Not signed in",
                "Sign in with POST /api/session, or send a token as Authorization: Bearer; you have not, or your session has ended.");
    }

    /**
     * Requires a token, or a session and, for whatever may change something, that the caller could read its answer; and
     * the right that {@link RestRights} names.
     */
    Account admit(HttpServletRequest request) throws ApiException {
        Account account = recorded(request, "", () -> caller(request));
        recorded(request, account.name(), () -> requireRight(request, account));
        trail.begin(request, account.name());
        return account;
    }

    /** The same for what is about the session itself, which a token has none of. */
    Session admitSession(HttpServletRequest request) throws ApiException {
        if (bearer(request).isPresent()) {
            throw new ApiException(
                    403, "Not for tokens", "A token has no session; sign in with POST /api/session for that.");
        }
        Session session = recorded(request, "", () -> ownSession(request));
        recorded(request, session.account(), () -> requireRight(request, account(session)));
        trail.begin(request, session.account());
        return session;
    }

    /** Something that a call must pass. */
    private interface Check<T> {
        T pass() throws ApiException;
    }

    /** Has it recorded that a call did not pass. */
    private <T> T recorded(HttpServletRequest request, String account, Check<T> check) throws ApiException {
        try {
            return check.pass();
        } catch (ApiException e) {
            trail.refused(request, account, e);
            throw e;
        }
    }

    private Session ownSession(HttpServletRequest request) throws ApiException {
        Session session = session(request).orElseThrow(Gate::notSignedIn);
        requireOwnPage(request, session);
        return session;
    }

    private static Account requireRight(HttpServletRequest request, Account account) throws ApiException {
        String path = request.getServletPath();
        RestRights.Needs needs = RestRights.of(request.getMethod(), path)
                .orElseThrow(() -> new IllegalStateException(path + " does not stand in RestRights"));
        if (!needs.right().map(account::may).orElse(true)) {
            throw new ApiException(
                    403,
                    "Not allowed",
                    "The role " + account.role().wireName() + " may not " + request.getMethod() + " " + path
                            + ": it lacks the right " + needs.right().get().wireName()
                            + ". An admin can give you another role.");
        }
        return account;
    }

    private static void requireOwnPage(HttpServletRequest request, Session session) throws ApiException {
        String given = Optional.ofNullable(request.getHeader(CSRF_HEADER)).orElse("");
        if (!READING.contains(request.getMethod())
                && !MessageDigest.isEqual(
                        given.getBytes(UTF_8), session.csrfToken().getBytes(UTF_8))) {
            throw new ApiException(
                    403,
                    "Cross-site request",
                    "Send the csrf_token of GET /api/session in the header " + CSRF_HEADER + ".");
        }
    }

    /** Cookies know no ports, and two gateways may share a host. */
    static String cookieName(HttpServletRequest request, String name) {
        return "bms_" + name + "_" + request.getServerPort();
    }

    private static Optional<String> device(HttpServletRequest request) {
        return cookie(request, DEVICE);
    }

    private static Optional<String> cookie(HttpServletRequest request, String name) {
        return Stream.ofNullable(request.getCookies())
                .flatMap(Arrays::stream)
                .filter(cookie -> cookie.getName().equals(cookieName(request, name)))
                .map(Cookie::getValue)
                .findFirst();
    }
}

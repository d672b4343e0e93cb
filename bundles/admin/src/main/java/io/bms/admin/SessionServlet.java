// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.account.Accounts;
import io.bms.api.account.Accounts.Account;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Signing in and out. The account's password comes in once, and what the browser keeps lives for minutes. */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.admin.SessionServlet")
@HttpWhiteboardServletPattern({"/api/session", "/api/session/renew"})
public final class SessionServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;
    private static final String RENEW = "/api/session/renew";

    private final transient Gate gate;
    private final transient Accounts accounts;
    private final transient Clock clock;

    @Activate
    public SessionServlet(@Reference Gate gate, @Reference Accounts accounts) {
        this(gate, accounts, Clock.systemUTC());
    }

    SessionServlet(Gate gate, Accounts accounts, Clock clock) {
        this.gate = gate;
        this.accounts = accounts;
        this.clock = clock;
    }

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException {
        if (request.getServletPath().equals(RENEW)) {
            if (!request.getMethod().equals("POST")) {
                throw methodNotAllowed(request, response, "POST");
            }
            return Answer.of(whole(gate.sessions().renew(gate.admit(request))));
        }
        return switch (request.getMethod()) {
            case "POST" -> signIn(request, response);
            case "GET", "HEAD" ->
                Answer.of(
                        isOptional(request)
                                ? SettingsServlet.warned(
                                        request,
                                        gate.session(request)
                                                .map(SessionServlet::whoAmI)
                                                .orElseGet(Json::object))
                                : whoAmI(gate.admit(request)));
            case "DELETE" -> signOut(request, response);
            default -> throw methodNotAllowed(request, response, "GET, POST, DELETE");
        };
    }

    /**
     * A page that has just been opened asks whether somebody is signed in; that nobody is, is no mistake then. It is
     * warned before a password is typed into it.
     */
    private static boolean isOptional(HttpServletRequest request) {
        return "true".equals(request.getParameter("optional"));
    }

    private Answer signIn(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException {
        gate.admitSignIn(request);
        ObjectNode body = body(request);
        String name = Json.text(body, "user");
        Account account = authenticate(accounts, clock, name, Json.text(body, "password"))
                .orElseThrow(
                        () -> new ApiException(401, "Sign-in failed", "The name or the password is wrong. Try again."));
        Session session = gate.sessions().open(account.name());
        setCookie(request, response, session.token(), "");
        return Answer.of(whole(session));
    }

    private Answer signOut(HttpServletRequest request, HttpServletResponse response) throws ApiException {
        gate.sessions().close(gate.admit(request));
        setCookie(request, response, "", "; Max-Age=0");
        return Answer.NOTHING;
    }

    /**
     * Checks an account's own password; the short-lived kind signs in to MQTT only.
     *
     * @throws ApiException while the account is locked, and so whatever the password
     */
    static Optional<Account> authenticate(Accounts accounts, Clock clock, String name, String password)
            throws ApiException {
        Optional<Account> account = accounts.authenticate(name, password)
                .filter(found -> found.name().equals(name));
        Optional<Instant> lockedUntil = account.isPresent() ? Optional.empty() : accounts.lockedUntil(name);
        if (lockedUntil.isPresent()) {
            Duration wait = Duration.between(clock.instant(), lockedUntil.get());
            throw ApiException.tooMany(
                    "Too many sign-ins failed, so none is taken for a while."
                            + " Wait, or set a new password in the gateway's shell.",
                    wait.isNegative() ? Duration.ZERO : wait);
        }
        return account;
    }

    /** By hand: the servlet API of this version knows no SameSite. */
    private static void setCookie(HttpServletRequest request, HttpServletResponse response, String value, String more) {
        response.addHeader(
                "Set-Cookie",
                Gate.cookieName(request) + "=" + value + "; Path=/api; HttpOnly; SameSite=Strict"
                        + (request.isSecure() ? "; Secure" : "") + more);
    }

    private static ObjectNode whoAmI(Session session) {
        return Json.object().put("user", session.account()).put("csrf_token", session.csrfToken());
    }

    private static ObjectNode whole(Session session) {
        ObjectNode json = whoAmI(session);
        json.putObject("mqtt")
                .put("user", session.mqtt().user())
                .put("password", session.mqtt().password())
                .put("expires_at", Json.time(session.mqtt().expiresAt()));
        return json;
    }
}

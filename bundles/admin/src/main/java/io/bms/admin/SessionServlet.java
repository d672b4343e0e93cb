// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.account.Account;
import io.bms.api.account.Accounts;
import io.bms.api.account.Right;
import io.bms.api.account.SignIn;
import io.bms.api.audit.AuditOutcome;
import io.bms.wire.JsonValues;
import java.io.IOException;
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
    private static final long DEVICE_SECONDS = Duration.ofDays(365).toSeconds();

    private static final String NEW_PASSWORD = "new_password";
    private static final String CODE = "code";

    private final transient Gate gate;
    private final transient Accounts accounts;

    @Activate
    public SessionServlet(@Reference Gate gate, @Reference Accounts accounts) {
        this.gate = gate;
        this.accounts = accounts;
    }

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException {
        if (request.getServletPath().equals(RENEW)) {
            if (!request.getMethod().equals("POST")) {
                throw methodNotAllowed(request, response, "POST");
            }
            return Answer.of(whole(gate.sessions().renew(gate.admitSession(request)), gate));
        }
        return switch (request.getMethod()) {
            case "POST" -> signIn(request, response);
            case "GET", "HEAD" ->
                Answer.of(
                        isOptional(request)
                                ? SettingsServlet.warned(request, whoIsThere(request))
                                : whoAmI(gate.admitSession(request), gate));
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

    private ObjectNode whoIsThere(HttpServletRequest request) throws ApiException {
        Optional<Session> session = gate.session(request);
        return session.isPresent() ? whoAmI(session.get(), gate) : Json.object();
    }

    private Answer signIn(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException {
        ObjectNode body = shortBody(request);
        String name = Json.text(body, "user");
        gate.admitSignIn(request, name);
        String password = Json.text(body, "password");
        Optional<String> code = body.has(CODE) ? Optional.of(Json.text(body, CODE)) : Optional.empty();
        SignIn checked = check(gate, request, name, password, code);
        if (checked instanceof SignIn.OneTimeCode once) {
            choosePassword(name, once, body);
            checked = check(gate, request, name, Json.text(body, NEW_PASSWORD), code);
        }
        if (checked instanceof SignIn.CodeRequired required) {
            gate.trail().notSignedIn(request, name, required.outcome());
            throw codeRequired(required.recoveryOnly());
        }
        SignIn.Accepted accepted = ownOf(name, checked).orElseThrow(() -> wrong(request, name, code));
        gate.trail().signedIn(request, accepted.account().name());
        Session session = gate.sessions().open(accepted.account().name(), Origin.of(request));
        setCookie(request, response, Gate.SESSION, session.token(), "");
        setCookie(request, response, Gate.DEVICE, accepted.device(), "; Max-Age=" + DEVICE_SECONDS);
        return Answer.of(whole(session, gate));
    }

    private ApiException wrong(HttpServletRequest request, String name, Optional<String> code) {
        String detail = code.isEmpty()
                ? "The name or the password is wrong. Try again."
                : "The name, the password or the code is wrong. A code holds once; try the next.";
        gate.trail().notSignedIn(request, name, AuditOutcome.denied(detail));
        return new ApiException(401, "Sign-in failed", detail);
    }

    private static ApiException codeRequired(boolean recoveryOnly) {
        return ApiException.notYet(
                recoveryOnly ? "recovery_code_required" : "code_required",
                recoveryOnly
                        ? "The gateway's clock is wrong (" + Instant.now()
                                + "), so no code of an authenticator can be right." + " Send a recovery code as code."
                        : "Send the code of your authenticator as code, or a recovery code.");
    }

    private void choosePassword(String name, SignIn.OneTimeCode code, ObjectNode body) throws ApiException {
        if (code.ended()) {
            throw new ApiException(
                    403,
                    "Code ended",
                    "This one-time code has ended. On the gateway's machine, bms:account-reset " + name
                            + " makes another.");
        }
        if (!body.has(NEW_PASSWORD)) {
            throw ApiException.notYet(
                    "new_password_required",
                    "This is a one-time code. Choose a password, and send it as new_password.");
        }
        try {
            accounts.setPassword(name, Json.text(body, NEW_PASSWORD));
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(ProblemDetails.sentence(e.getMessage()));
        }
    }

    private Answer signOut(HttpServletRequest request, HttpServletResponse response) throws ApiException {
        gate.sessions().close(gate.admitSession(request));
        setCookie(request, response, Gate.SESSION, "", "; Max-Age=0");
        return Answer.NOTHING;
    }

    /**
     * Whether it is the account's own password; the short-lived kind signs in to MQTT only. Whoever is signed in has
     * shown their code already.
     *
     * @throws ApiException if too many were wrong from there, or too many others are being checked
     */
    static boolean isPasswordOf(Gate gate, HttpServletRequest request, String name, String password)
            throws ApiException {
        SignIn result = check(gate, request, name, password, Optional.empty());
        return result instanceof SignIn.CodeRequired || ownOf(name, result).isPresent();
    }

    private static SignIn check(
            Gate gate, HttpServletRequest request, String name, String password, Optional<String> code)
            throws ApiException {
        SignIn result = gate.signIn(request, name, password, code);
        if (result instanceof SignIn.Later later) {
            gate.trail().notSignedIn(request, name, later.outcome());
            throw ApiException.tooMany(
                    "Too many sign-ins failed, or are being checked, so yours was not looked at. Wait, then try again.",
                    later.retryAfter());
        }
        if (result instanceof SignIn.Unavailable unavailable) {
            gate.trail().notSignedIn(request, name, unavailable.outcome());
            throw new ApiException(
                    503,
                    "Directory unreachable",
                    "The site's directory, which knows your password, does not answer. Try again later; an account of the gateway"
                            + " itself signs in without it.");
        }
        return result;
    }

    private static Optional<SignIn.Accepted> ownOf(String name, SignIn result) {
        return result instanceof SignIn.Accepted accepted
                        && accepted.account().name().equals(name)
                ? Optional.of(accepted)
                : Optional.empty();
    }

    /**
     * By hand: the servlet API of this version knows no SameSite. Without a path it is for {@code /api} as the browser
     * sees it, which may lie below a path that a program before the gateway adds.
     */
    private static void setCookie(
            HttpServletRequest request, HttpServletResponse response, String cookie, String value, String more) {
        response.addHeader(
                "Set-Cookie",
                Gate.cookieName(request, cookie) + "=" + value + "; HttpOnly; SameSite=Strict"
                        + (request.isSecure() ? "; Secure" : "") + more);
    }

    /** With the role, the rights and the write scope, so that a page offers what can be done. */
    private static ObjectNode whoAmI(Session session, Gate gate) throws ApiException {
        Account account = gate.account(session);
        ObjectNode json = Json.object()
                .put("user", session.account())
                .put("role", account.role().wireName())
                .put("csrf_token", session.csrfToken());
        json.set("rights", AccountJson.rights(account));
        if (account.may(Right.WRITE)) {
            json.set(WriteScopeJson.KEY, WriteScopeJson.of(account.writes()));
        }
        return json;
    }

    private static ObjectNode whole(Session session, Gate gate) throws ApiException {
        ObjectNode json = whoAmI(session, gate);
        json.putObject("mqtt")
                .put("user", session.mqtt().user())
                .put("password", session.mqtt().password())
                .put("expires_at", JsonValues.time(session.mqtt().expiresAt()));
        return json;
    }
}

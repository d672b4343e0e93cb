// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import io.bms.api.audit.AuditAct;
import io.bms.api.audit.AuditActor;
import io.bms.api.audit.AuditLog;
import io.bms.api.audit.AuditOutcome;
import io.bms.api.audit.AuditResult;
import io.bms.api.log.OutsideText;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has calls recorded: one that changes something before it is carried out, and its outcome before it is answered; one
 * that only reads, or that is refused, is counted. Commands are left to their dispatcher. Without an audit, while that
 * is replaced, calls go on.
 *
 * <p>Thread: any of the web port's.
 */
final class CallTrail {
    static final String SIGN_IN = "sign_in";
    /** What a page reads by itself when it opens is one act. */
    static final String LOOK = "look";

    private static final Set<String> LOOKING = Set.of(
            "GET /api/devices", "GET /api/identity", "GET /api/points", "GET /api/projects", "GET /api/settings");
    private static final String INTENTION = "io.bms.admin.intention";
    private static final String BEFORE = "io.bms.admin.before";
    private static final String AFTER = "io.bms.admin.after";
    private static final Set<String> CHANGING = Set.of("POST", "PUT", "DELETE");
    /** What has a body and changes nothing: a rule is tried out. */
    private static final Set<String> ASKING = Set.of("POST /api/alarm-rules");

    /** What commands do, and what a page does by itself. */
    private static final Set<String> LEFT_OUT =
            Set.of("/api/alarms", "/api/history", "/api/session/renew", "GET /api/session");

    private static final int REFUSED = 400;
    private static final int FORBIDDEN = 403;

    private static final Logger LOG = LoggerFactory.getLogger(CallTrail.class);

    private final AtomicReference<AuditLog> audit = new AtomicReference<>();

    void bind(AuditLog present) {
        audit.set(present);
    }

    void unbind(AuditLog gone) {
        audit.compareAndSet(gone, null);
    }

    static AuditActor actor(HttpServletRequest request, String account) {
        return AuditActor.rest(account.isEmpty() ? AuditActor.UNPROVEN : account, request.getRemoteAddr());
    }

    /**
     * A call that is let in.
     *
     * @throws ApiException it cannot be recorded, and without that may not be carried out
     */
    void begin(HttpServletRequest request, String account) throws ApiException {
        AuditLog log = audit.get();
        if (log == null || isLeftOut(request)) {
            return;
        }
        AuditAct act = act(request, account);
        if (!CHANGING.contains(request.getMethod()) || ASKING.contains(act.action())) {
            boolean looks = Gate.isPage(request) && act.object().isEmpty() && LOOKING.contains(act.action());
            log.count(looks ? new AuditAct(act.actor(), LOOK, "") : act, AuditOutcome.SUCCESS);
            return;
        }
        AuditLog.Intention intention = log.begin(act);
        request.setAttribute(INTENTION, intention);
        if (!Deadline.await(intention.admitted())) {
            throw new ApiException(
                    503,
                    "Not recorded",
                    "This cannot be recorded in the audit, and so is not done, as required in io.bms.audit.cfg says;"
                            + " check the free space of the gateway's disk.");
        }
    }

    /** What it changes, as it was. */
    static void was(HttpServletRequest request, String text) {
        request.setAttribute(BEFORE, text);
    }

    /** What it has changed, as it is now. */
    static void became(HttpServletRequest request, String text) {
        request.setAttribute(AFTER, text);
    }

    /** A call is about to be answered; does nothing for one that was not begun. */
    static void end(HttpServletRequest request, int status, Optional<String> reason) throws ApiException {
        if (request.getAttribute(INTENTION) instanceof AuditLog.Intention intention) {
            request.removeAttribute(INTENTION);
            AuditResult result = status < REFUSED
                    ? AuditResult.SUCCESS
                    : status == FORBIDDEN ? AuditResult.DENIED : AuditResult.FAILED;
            Deadline.await(intention
                    .end(new AuditOutcome(result, reason, text(request, BEFORE), text(request, AFTER)))
                    .thenApply(none -> result));
        }
    }

    /** The same for a call that is answered with a problem; that this cannot be recorded changes no answer. */
    static void endFailed(HttpServletRequest request, ApiException problem) {
        try {
            end(request, problem.status(), Optional.of(problem.getMessage()));
        } catch (ApiException e) {
            LOG.warn("the outcome of {} could not be recorded", OutsideText.of(request.getRequestURI()), e);
        }
    }

    private static Optional<String> text(HttpServletRequest request, String attribute) {
        return Optional.ofNullable(request.getAttribute(attribute)).map(String::valueOf);
    }

    /** A call that is not let in. */
    void refused(HttpServletRequest request, String account, ApiException why) {
        AuditLog log = audit.get();
        if (log != null && !isLeftOut(request)) {
            log.count(act(request, account), AuditOutcome.denied(why.getMessage()));
        }
    }

    /** Somebody has signed in. */
    void signedIn(HttpServletRequest request, String account) throws ApiException {
        AuditLog log = audit.get();
        if (log != null) {
            Deadline.await(log.done(new AuditAct(actor(request, account), SIGN_IN, ""), AuditOutcome.SUCCESS)
                    .thenApply(none -> account));
        }
    }

    /** Somebody has tried to. */
    void notSignedIn(HttpServletRequest request, String account, AuditOutcome why) {
        AuditLog log = audit.get();
        if (log != null) {
            log.count(new AuditAct(actor(request, account), SIGN_IN, ""), why);
        }
    }

    private static AuditAct act(HttpServletRequest request, String account) {
        return new AuditAct(
                actor(request, account),
                request.getMethod() + " " + request.getServletPath(),
                JsonServlet.rest(request).orElse(""));
    }

    private static boolean isLeftOut(HttpServletRequest request) {
        return LEFT_OUT.contains(request.getServletPath())
                || LEFT_OUT.contains(request.getMethod() + " " + request.getServletPath());
    }
}

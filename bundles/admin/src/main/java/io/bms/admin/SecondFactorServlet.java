// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.account.SecondFactors;
import java.io.IOException;
import java.util.List;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** The code by the time with which whoever is signed in will sign in from now on, beside the password. */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.admin.SecondFactorServlet")
@HttpWhiteboardServletPattern("/api/second-factor")
public final class SecondFactorServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;

    private final transient Gate gate;
    private final transient SecondFactors factors;

    @Activate
    public SecondFactorServlet(@Reference Gate gate, @Reference SecondFactors factors) {
        this.gate = gate;
        this.factors = factors;
    }

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException {
        Session session = gate.admitSession(request);
        String account = session.account();
        try {
            return switch (request.getMethod()) {
                case "GET", "HEAD" -> Answer.of(Json.object().put("enrolled", factors.hasFactor(account)));
                case "POST" -> {
                    requirePassword(request, account);
                    SecondFactors.Enrolment begun = factors.beginFactor(account);
                    yield Answer.of(Json.object().put("secret", begun.secret()).put("uri", begun.uri()));
                }
                case "PUT" ->
                    Answer.of(recovery(factors.confirmFactor(account, Json.text(shortBody(request), "code"))));
                case "DELETE" -> {
                    requirePassword(request, account);
                    factors.removeFactor(account);
                    yield Answer.NOTHING;
                }
                default -> throw methodNotAllowed(request, response, "GET, POST, PUT, DELETE");
            };
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(ProblemDetails.sentence(e.getMessage()));
        }
    }

    /** Whoever finds an open page cannot lock its owner out. */
    private void requirePassword(HttpServletRequest request, String account) throws ApiException, IOException {
        gate.admitSignIn(request, account);
        if (!SessionServlet.isPasswordOf(gate, request, account, Json.text(shortBody(request), "password"))) {
            throw new ApiException(403, "Wrong password", "The password is wrong; nothing was changed.");
        }
    }

    private static ObjectNode recovery(List<String> codes) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("recovery_codes");
        codes.forEach(list::add);
        return json;
    }
}

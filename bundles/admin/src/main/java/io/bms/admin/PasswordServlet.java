// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.account.Accounts;
import java.io.IOException;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Changes the password of whoever is signed in. All their other sessions end. */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.admin.PasswordServlet")
@HttpWhiteboardServletPattern("/api/password")
public final class PasswordServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;

    private final transient Gate gate;
    private final transient Accounts accounts;

    @Activate
    public PasswordServlet(@Reference Gate gate, @Reference Accounts accounts) {
        this.gate = gate;
        this.accounts = accounts;
    }

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException {
        Session session = gate.admitSession(request);
        if (!request.getMethod().equals("PUT")) {
            throw methodNotAllowed(request, response, "PUT");
        }
        gate.admitSignIn(request, session.account());
        ObjectNode body = shortBody(request);
        String old = Json.text(body, "old");
        if (!SessionServlet.isPasswordOf(gate, request, session.account(), old)) {
            throw new ApiException(403, "Wrong password", "The old password is wrong; nothing was changed.");
        }
        try {
            accounts.setPassword(session.account(), Json.text(body, "new"));
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(e.getMessage());
        }
        gate.sessions().survive(session);
        return Answer.NOTHING;
    }
}

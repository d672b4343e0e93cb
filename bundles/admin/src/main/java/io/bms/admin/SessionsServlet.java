// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.admin.Sessions.Listed;
import io.bms.api.account.Account;
import io.bms.api.account.Right;
import io.bms.wire.JsonValues;
import java.util.Optional;
import java.util.stream.Stream;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Who is signed in at present. Everybody sees and ends sessions of their own; an admin those of all. */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.admin.SessionsServlet")
@HttpWhiteboardServletPattern({"/api/sessions", "/api/sessions/*"})
public final class SessionsServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;

    private final transient Gate gate;

    @Activate
    public SessionsServlet(@Reference Gate gate) {
        this.gate = gate;
    }

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException {
        Account caller = gate.admit(request);
        Optional<String> id = rest(request);
        if (id.isEmpty()) {
            requireGet(request, response);
            return Answer.of(list(caller, Gate.sessionId(request)));
        }
        if (!request.getMethod().equals("DELETE")) {
            throw methodNotAllowed(request, response, "DELETE");
        }
        if (seenBy(caller).noneMatch(session -> session.id().equals(id.get()))) {
            throw ApiException.notFound(
                    "There is no session " + id.get() + "; GET /api/sessions lists those that you can end.");
        }
        gate.sessions().end(id.get());
        return Answer.NOTHING;
    }

    private ObjectNode list(Account caller, Optional<String> own) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("sessions");
        seenBy(caller).forEach(session -> list.add(json(session, own)));
        return json;
    }

    private Stream<Listed> seenBy(Account caller) {
        return gate.sessions().list().stream()
                .filter(session -> session.account().equals(caller.name()) || caller.may(Right.ADMINISTER));
    }

    private static ObjectNode json(Listed session, Optional<String> own) {
        ObjectNode json = Json.object()
                .put("id", session.id())
                .put("user", session.account())
                .put("begun", JsonValues.time(session.begun()))
                .put("last_used", JsonValues.time(session.used()))
                .put("ends", JsonValues.time(session.ends()))
                .put("own", own.filter(session.id()::equals).isPresent());
        if (!session.origin().equals(Origin.UNKNOWN)) {
            json.put("address", session.origin().address())
                    .put("browser", session.origin().browser());
        }
        return json;
    }
}

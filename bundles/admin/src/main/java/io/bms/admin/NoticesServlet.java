// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.alarm.NoticeRoutes;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** The routes by which people are told of alarms, and a test of one (docs/notify.md). */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.admin.NoticesServlet")
@HttpWhiteboardServletPattern({"/api/notices", "/api/notices/*"})
public final class NoticesServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;
    private static final String TEST = "test";

    private final transient Gate gate;
    private transient volatile NoticeRoutes routes;

    @Activate
    public NoticesServlet(@Reference Gate gate) {
        this.gate = gate;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindRoutes(NoticeRoutes present) {
        routes = present;
    }

    void unbindRoutes(NoticeRoutes gone) {
        if (routes == gone) {
            routes = null;
        }
    }

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException {
        gate.admit(request);
        Optional<String> path = rest(request);
        if (path.isEmpty()) {
            requireGet(request, response);
            ObjectNode json = Json.object();
            ArrayNode names = json.putArray("routes");
            present().names().forEach(names::add);
            return Answer.of(json);
        }
        if (!path.get().equals(TEST)) {
            throw ApiException.notFound("There is nothing here; POST a route to /api/notices/test to try it.");
        }
        if (!request.getMethod().equals("POST")) {
            throw methodNotAllowed(request, response, "POST");
        }
        Optional<String> failure = Deadline.await(test(present(), body(request)));
        ObjectNode json = Json.object().put("arrived", failure.isEmpty());
        failure.ifPresent(why -> json.put("reason", why));
        return Answer.of(json);
    }

    private NoticeRoutes present() throws ApiException {
        return Optional.ofNullable(routes).orElseThrow(() -> ApiException.replaced("notify"));
    }

    private static CompletionStage<Optional<String>> test(NoticeRoutes routes, ObjectNode asked) throws ApiException {
        if (!asked.path("route").isTextual()) {
            throw ApiException.badRequest("'route' is missing; send one of those that GET /api/notices lists.");
        }
        try {
            return routes.test(asked.get("route").textValue());
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(e.getMessage() + ".");
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.identity.Identity;
import io.bms.api.identity.IdentityStore;
import java.io.IOException;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Who this gateway is in every topic. There is always an identity, so to delete one is to get another. */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.admin.IdentityServlet")
@HttpWhiteboardServletPattern("/api/identity")
public final class IdentityServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;

    private final transient Gate gate;
    private final transient IdentityStore identities;

    @Activate
    public IdentityServlet(@Reference Gate gate, @Reference IdentityStore identities) {
        this.gate = gate;
        this.identities = identities;
    }

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException {
        gate.admit(request);
        return switch (request.getMethod()) {
            case "GET", "HEAD" -> answer(identities.current());
            case "PUT", "POST" -> change(request);
            case "DELETE" -> answer(request, identities.current(), identities.regenerate());
            default -> throw methodNotAllowed(request, response, "GET, POST, PUT, DELETE");
        };
    }

    private Answer change(HttpServletRequest request) throws ApiException, IOException {
        ObjectNode body = body(request);
        Identity identity;
        try {
            identity = new Identity(
                    Json.text(body, "organization_id"), Json.text(body, "site_id"), Json.text(body, "iot_device_id"));
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(e.getMessage());
        }
        Identity before = identities.current();
        identities.change(identity);
        return answer(request, before, identity);
    }

    private static Answer answer(HttpServletRequest request, Identity before, Identity identity) {
        CallTrail.was(request, words(before));
        CallTrail.became(request, words(identity));
        return answer(identity);
    }

    private static String words(Identity identity) {
        return identity.organizationId() + "/" + identity.siteId() + "/" + identity.deviceId();
    }

    private static Answer answer(Identity identity) {
        return Answer.of(Json.object()
                .put("organization_id", identity.organizationId())
                .put("site_id", identity.siteId())
                .put("iot_device_id", identity.deviceId()));
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** What the Designer needs to know of the configuration. */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.admin.SettingsServlet")
@HttpWhiteboardServletPattern("/api/settings")
public final class SettingsServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;
    /** Set by the web port on each request, if there is anything to warn of. */
    private static final String WARNING = "io.bms.proxy.warning";

    private final transient Gate gate;

    @Activate
    public SettingsServlet(@Reference Gate gate) {
        this.gate = gate;
    }

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException {
        gate.admit(request);
        requireGet(request, response);
        ObjectNode json = Json.object()
                .put("site_time_zone", gate.settings().siteTimeZone().getId())
                .put("session_idle_s", gate.settings().sessionIdle().toSeconds());
        ArrayNode addresses = json.putArray("demo_addresses");
        gate.settings().demoAddresses().forEach(addresses::add);
        return Answer.of(warned(request, json));
    }

    /** With what the web port has to warn of, if anything. */
    static ObjectNode warned(HttpServletRequest request, ObjectNode json) {
        ArrayNode warnings = json.putArray("warnings");
        if (request.getAttribute(WARNING) instanceof String warning) {
            warnings.add(warning);
        }
        return json;
    }
}

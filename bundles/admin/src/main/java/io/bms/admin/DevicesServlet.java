// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.site.Site;
import io.bms.api.site.SiteStore;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Which devices the building has. They are changed by the command get_config only. */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.admin.DevicesServlet")
@HttpWhiteboardServletPattern("/api/devices")
public final class DevicesServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;

    private final transient Gate gate;
    private final transient SiteStore sites;

    @Activate
    public DevicesServlet(@Reference Gate gate, @Reference SiteStore sites) {
        this.gate = gate;
        this.sites = sites;
    }

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException {
        gate.admit(request);
        requireGet(request, response);
        Site site = sites.current();
        ObjectNode json = Json.object().put("config_revision", site.revision());
        ArrayNode devices = json.putArray("devices");
        site.devices().values().forEach(device -> devices.add(SiteJson.device(device)));
        return Answer.of(json);
    }
}

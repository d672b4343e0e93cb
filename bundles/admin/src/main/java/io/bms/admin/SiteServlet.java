package io.bms.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.site.Device;
import io.bms.api.site.Site;
import io.bms.api.site.SiteStore;
import java.util.Collection;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** What the building is. It is changed by the command get_config only. */
@Component(service = Servlet.class)
@HttpWhiteboardServletName("io.bms.admin.SiteServlet")
@HttpWhiteboardServletPattern({"/api/devices", "/api/points"})
public final class SiteServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;

    private final transient Gate gate;
    private final transient SiteStore sites;

    @Activate
    public SiteServlet(@Reference Gate gate, @Reference SiteStore sites) {
        this.gate = gate;
        this.sites = sites;
    }

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException {
        gate.admit(request);
        requireGet(request, response);
        Site site = sites.current();
        ObjectNode json = Json.object().put("config_revision", site.revision());
        if (request.getServletPath().equals("/api/devices")) {
            ArrayNode devices = json.putArray("devices");
            site.devices().values().forEach(device -> devices.add(SiteJson.device(device)));
        } else {
            ArrayNode points = json.putArray("points");
            String wanted = request.getParameter("device");
            site.devices().values().stream()
                    .filter(device -> wanted == null || wanted.equals(String.valueOf(device.deviceId())))
                    .map(Device::points)
                    .flatMap(Collection::stream)
                    .forEach(point -> points.add(SiteJson.point(point)));
        }
        return Answer.of(json);
    }
}

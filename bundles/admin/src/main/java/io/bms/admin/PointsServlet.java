// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.monitoring.Monitoring.ReadPath;
import io.bms.api.override.PointOverride;
import io.bms.api.point.PointId;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.api.site.Site;
import io.bms.api.site.SiteStore;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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

/**
 * The points of the building and what the gateway holds of them; of one point also how it is read just now, and
 * what its device says of it.
 */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.admin.PointsServlet")
@HttpWhiteboardServletPattern({"/api/points", "/api/points/*"})
public final class PointsServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;
    private static final String PROPERTIES = "/properties";

    private final transient Gate gate;
    private final transient SiteStore sites;
    private final transient DeviceCalls deviceCalls = new DeviceCalls();
    private transient volatile Monitoring monitoring;

    @Activate
    public PointsServlet(@Reference Gate gate, @Reference SiteStore sites) {
        this.gate = gate;
        this.sites = sites;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindMonitoring(Monitoring present) {
        monitoring = present;
    }

    void unbindMonitoring(Monitoring gone) {
        if (monitoring == gone) {
            monitoring = null;
        }
    }

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException {
        gate.admit(request);
        requireGet(request, response);
        String path = rest(request).orElse("");
        if (path.isEmpty()) {
            boolean heldOnly = "true".equals(request.getParameter("held"));
            return Answer.of(list(
                    request.getParameter("device"),
                    heldOnly,
                    heldOnly ? Optional.of(present()) : Optional.ofNullable(monitoring)));
        }
        return Answer.of(
                path.endsWith(PROPERTIES)
                        ? properties(
                                id(path.substring(0, path.length() - PROPERTIES.length())),
                                request.getParameter("property"))
                        : one(id(path)));
    }

    /** While monitoring is being replaced, nothing is said to be held or to have been read. */
    private ObjectNode list(String device, boolean heldOnly, Optional<Monitoring> present) {
        Map<PointId, List<PointOverride>> held = present.map(Monitoring::overrides).orElse(List.of()).stream()
                .collect(Collectors.groupingBy(PointOverride::pointId));
        Site site = sites.current();
        ObjectNode json = Json.object().put("config_revision", site.revision());
        ArrayNode points = json.putArray("points");
        site.devices().values().stream()
                .filter(each -> device == null || device.equals(String.valueOf(each.deviceId())))
                .map(Device::points)
                .flatMap(Collection::stream)
                .filter(point -> !heldOnly || held.containsKey(point.id()))
                .forEach(point -> points.add(SiteJson.point(
                        point,
                        held.getOrDefault(point.id(), List.of()),
                        present.flatMap(reading -> reading.latest(point.id())))));
        return json;
    }

    private ObjectNode one(PointId id) throws ApiException {
        Point point = sites.current()
                .point(id)
                .orElseThrow(() ->
                        ApiException.notFound("The site has no point " + id + "; GET /api/points lists those it has."));
        Monitoring present = present();
        ReadPath path = Deadline.await(present.path(id));
        return SiteJson.put(
                path,
                SiteJson.point(
                        point,
                        present.overrides().stream()
                                .filter(override -> override.pointId().equals(id))
                                .toList(),
                        present.latest(id)));
    }

    /** @param property the one that is asked for by name or number, null for all that there is to say */
    private ObjectNode properties(PointId id, String property) throws ApiException {
        Monitoring present = present();
        PropertiesOutcome outcome = deviceCalls.await(
                id.deviceId(), () -> property == null ? present.properties(id) : present.property(id, property));
        if (outcome.refusal().isPresent()) {
            throw ProblemDetails.of(outcome.refusal().get());
        }
        return PropertiesJson.of(id, outcome.properties());
    }

    private Monitoring present() throws ApiException {
        Monitoring present = monitoring;
        if (present == null) {
            throw ApiException.replaced("monitoring");
        }
        return present;
    }

    private static PointId id(String text) throws ApiException {
        try {
            return PointId.parse(text);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(e.getMessage() + "; GET /api/points lists the ids.");
        }
    }
}

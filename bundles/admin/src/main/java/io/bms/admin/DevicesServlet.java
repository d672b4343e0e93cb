// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.driver.NotificationClass;
import io.bms.api.driver.RecipientsOutcome;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.site.Site;
import io.bms.api.site.SiteStore;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
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
 * Which devices the building has, and whom one of them tells of its events. They are changed by the command get_config
 * only.
 */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.admin.DevicesServlet")
@HttpWhiteboardServletPattern({"/api/devices", "/api/devices/*"})
public final class DevicesServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;
    private static final String RECIPIENTS = "/recipients";

    private final transient Gate gate;
    private final transient SiteStore sites;
    private final transient DeviceCalls deviceCalls = new DeviceCalls();
    private transient volatile Monitoring monitoring;

    @Activate
    public DevicesServlet(@Reference Gate gate, @Reference SiteStore sites) {
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
        Optional<String> path = rest(request);
        return path.isEmpty() ? list() : recipients(device(path.get()), request.getParameterValues("class"));
    }

    private Answer list() {
        Site site = sites.current();
        ObjectNode json = Json.object().put("config_revision", site.revision());
        ArrayNode devices = json.putArray("devices");
        site.devices().values().forEach(device -> devices.add(SiteJson.device(device)));
        return Answer.of(json);
    }

    /** The device in {@code 1002/recipients}. */
    private int device(String path) throws ApiException {
        String id = path.endsWith(RECIPIENTS) ? path.substring(0, path.length() - RECIPIENTS.length()) : "";
        return sites.current().devices().keySet().stream()
                .filter(device -> id.equals(String.valueOf(device)))
                .findFirst()
                .orElseThrow(() -> ApiException.notFound("There is no " + path
                        + " here; GET /api/devices lists the devices, and below each is /recipients."));
    }

    /** @param named the parameters {@code class}, null where there is none: all */
    private Answer recipients(int device, String[] named) throws ApiException {
        Monitoring present = monitoring;
        if (present == null) {
            throw ApiException.replaced("monitoring");
        }
        Set<Integer> classes = new HashSet<>();
        for (String each : named == null ? new String[0] : named) {
            classes.add(notificationClass(each));
        }
        RecipientsOutcome outcome = deviceCalls.await(device, () -> present.recipients(device, classes));
        if (outcome.refusal().isPresent()) {
            throw ProblemDetails.of(outcome.refusal().get());
        }
        return Answer.of(RecipientsJson.of(device, outcome.classes()));
    }

    private static int notificationClass(String text) throws ApiException {
        if (text.matches("\\d{1,7}") && Integer.parseInt(text) <= NotificationClass.LAST) {
            return Integer.parseInt(text);
        }
        throw ApiException.badRequest(
                "class is the number of a notification class, 0 to " + NotificationClass.LAST + ".");
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.audit.AuditActor;
import io.bms.api.command.Command;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.driver.NotificationClass;
import io.bms.api.driver.RecipientsOutcome;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.site.Site;
import io.bms.api.site.SiteStore;
import java.io.IOException;
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
 * Which devices the building has, and whom one of them tells of its events: the gateway too, if it is entered there.
 * The devices themselves are changed by the command get_config only.
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
    private transient volatile CommandDispatcher dispatcher;

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

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindDispatcher(CommandDispatcher present) {
        dispatcher = present;
    }

    void unbindDispatcher(CommandDispatcher gone) {
        if (dispatcher == gone) {
            dispatcher = null;
        }
    }

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException {
        AuditActor by = CallTrail.actor(request, gate.admit(request).name());
        Optional<String> path = rest(request);
        int last = path.orElse("").indexOf(RECIPIENTS + "/");
        if (last >= 0) {
            return subscribe(by, path.get(), last + RECIPIENTS.length(), request, response);
        }
        requireGet(request, response);
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

    /** Enters the gateway into the list of {@code 1002/recipients/3}, or takes it out of it. */
    private Answer subscribe(
            AuditActor by, String path, int last, HttpServletRequest request, HttpServletResponse response)
            throws ApiException, IOException {
        boolean entered = request.getMethod().equals("PUT");
        if (!entered && !request.getMethod().equals("DELETE")) {
            throw methodNotAllowed(request, response, "PUT, DELETE");
        }
        int device = device(path.substring(0, last));
        int notificationClass = notificationClass(path.substring(last + 1));
        CommandDispatcher present = dispatcher;
        if (present == null) {
            throw ApiException.replaced("command");
        }
        Command command = new Command.SubscribeEvents(device, notificationClass, entered);
        return Answer.of(
                CommandJson.encode(deviceCalls.await(device, () -> present.dispatch(by, command, progress -> {}))));
    }

    private static int notificationClass(String text) throws ApiException {
        if (text.matches("\\d{1,7}") && Integer.parseInt(text) <= NotificationClass.LAST) {
            return Integer.parseInt(text);
        }
        throw ApiException.badRequest("A notification class has a number from 0 to " + NotificationClass.LAST + ".");
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.update.UpdatePlan;
import io.bms.api.update.UpdateState;
import io.bms.api.update.UpdateVerdict;
import io.bms.api.update.Updater;
import io.bms.sqlite.DataFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * Updates of the gateway. A package is put piece by piece, so that one that broke off goes on where it was and no piece
 * is larger than a call may be; then it is verified, or installed. What happens afterwards is read from the state,
 * since the bundle of this servlet may be one of those that are replaced.
 */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.admin.UpdatesServlet")
@HttpWhiteboardServletPattern({"/api/updates", "/api/updates/*", "/api/updates/package", "/api/updates/verify"})
public final class UpdatesServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;
    private static final String PATH = "/api/updates";

    private final transient Gate gate;
    private final transient UploadedPackage uploaded;
    private final transient AtomicReference<Updater> updater = new AtomicReference<>();

    @Activate
    public UpdatesServlet(BundleContext context, @Reference Gate gate) {
        this(gate, DataFolder.of(context));
    }

    UpdatesServlet(Gate gate, Path data) {
        this.gate = gate;
        uploaded = new UploadedPackage(data.resolve("updates"));
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindUpdater(Updater present) {
        updater.set(present);
    }

    void unbindUpdater(Updater gone) {
        updater.compareAndSet(gone, null);
    }

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException {
        gate.admit(request);
        String act = act(request);
        if (act.isEmpty()) {
            requireGet(request, response);
            return Answer.of(json(updater()));
        }
        if (act.equals("package")) {
            return put(request, response);
        }
        if (!request.getMethod().equals("POST")) {
            throw methodNotAllowed(request, response, "POST");
        }
        Updater now = updater();
        return switch (act) {
            case "verify" -> verdict(Deadline.await(now.verify(uploaded.whole())));
            case "install" -> verdict(Deadline.await(now.install(uploaded.whole(), meant(request), true)));
            case "rollback" -> verdict(Deadline.await(now.rollBack()));
            default -> throw new ApiException(404, "Not found", "There is nothing at " + request.getRequestURI() + ".");
        };
    }

    /** What follows the resource; some have a pattern of their own, since they need another right. */
    private static String act(HttpServletRequest request) {
        String path = request.getServletPath()
                + Optional.ofNullable(request.getPathInfo()).orElse("");
        return path.equals(PATH) ? "" : path.substring(PATH.length() + 1);
    }

    /** The package that was looked at, of which another may have taken the place. */
    private static Optional<String> meant(HttpServletRequest request) throws ApiException, IOException {
        return request.getContentType() == null
                ? Optional.empty()
                : Optional.ofNullable(shortBody(request).get("update_id")).map(JsonNode::asText);
    }

    private Updater updater() throws ApiException {
        return Optional.ofNullable(updater.get()).orElseThrow(() -> ApiException.replaced("updater"));
    }

    private Answer put(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException {
        if (request.getMethod().equals("PUT")) {
            String offset = Optional.ofNullable(request.getParameter("offset")).orElse("0");
            if (!offset.matches("[0-9]{1,9}")) {
                throw ApiException.badRequest("offset is how many bytes came before, a whole number.");
            }
            return received(uploaded.add(Long.parseLong(offset), request.getInputStream()));
        }
        if (!request.getMethod().equals("GET")) {
            throw methodNotAllowed(request, response, "GET, PUT");
        }
        return received(uploaded.size());
    }

    private static Answer received(long bytes) {
        return Answer.of(Json.object().put("received", bytes));
    }

    private static Answer verdict(UpdateVerdict verdict) throws ApiException {
        if (verdict instanceof UpdateVerdict.Taken taken) {
            ObjectNode json = json(taken.plan());
            taken.contents().ifPresent(contents -> {
                json.put("release", contents.release())
                        .put("version", contents.version())
                        .put("created", contents.created())
                        .put("notes", contents.notes());
                ArrayNode signers = json.putArray("signers");
                contents.signers().forEach(signers::add);
            });
            return Answer.of(json);
        }
        throw new ApiException(422, "Refused", ((UpdateVerdict.Refused) verdict).reason());
    }

    private static ObjectNode json(UpdatePlan plan) {
        ObjectNode json = Json.object()
                .put("update_id", plan.id())
                .put("way", plan.way().name().toLowerCase(Locale.ROOT))
                .put("reason", plan.reason());
        ArrayNode changes = json.putArray("changes");
        plan.changes().forEach(changes::add);
        ArrayNode pauses = json.putArray("pauses");
        plan.pauses().forEach(pauses::add);
        return json;
    }

    private static ObjectNode json(Updater updater) {
        UpdateState state = updater.state();
        ObjectNode json = Json.object()
                .put("phase", state.phase().wireName())
                .put("since", state.since().toString())
                .put("in_force", state.inForce());
        state.id().ifPresent(id -> json.put("update_id", id));
        state.onTrial().ifPresent(id -> json.put("on_trial", id));
        ArrayNode findings = json.putArray("findings");
        state.findings().forEach(findings::add);
        ArrayNode history = json.putArray("history");
        updater.history().forEach(entry -> history.addObject()
                .put("at", entry.at().toString())
                .put("update_id", entry.id())
                .put("outcome", entry.outcome()));
        return json;
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.admin.tags.BrickGraph;
import io.bms.admin.tags.HaystackGrid;
import io.bms.admin.tags.TagRules;
import io.bms.admin.tags.TaggedSite;
import io.bms.api.audit.AuditActor;
import io.bms.api.command.Command;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.identity.IdentityStore;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.site.Point;
import io.bms.api.site.Site;
import io.bms.api.site.SiteStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
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
 * What the points mean, for programs: Project Haystack, or Brick where it is asked for; and of one point, for people
 * who put it right.
 */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.admin.TagsServlet")
@HttpWhiteboardServletPattern({"/api/tags", "/api/tags/*"})
public final class TagsServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;
    private static final String TURTLE = "text/turtle";

    private final transient Gate gate;
    private final transient SiteStore sites;
    private final transient IdentityStore identities;
    private transient volatile Monitoring monitoring;
    private transient volatile CommandDispatcher dispatcher;

    @Activate
    public TagsServlet(@Reference Gate gate, @Reference SiteStore sites, @Reference IdentityStore identities) {
        this.gate = gate;
        this.sites = sites;
        this.identities = identities;
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
        return path.isEmpty() ? all(request, response) : Answer.of(one(path.get(), by, request, response));
    }

    /** Of one point; changed by the command get_config, as over MQTT. */
    private ObjectNode one(String id, AuditActor by, HttpServletRequest request, HttpServletResponse response)
            throws ApiException, IOException {
        Point point = sites.current().points().values().stream()
                .filter(each -> each.id().toString().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        ApiException.notFound("The site has no point " + id + "; GET /api/points lists those it has."));
        switch (request.getMethod()) {
            case "GET":
                break;
            case "PUT":
                ObjectNode asked = body(request);
                give(point, asked.path("tags"), asked.path("base_revision"), by);
                break;
            case "DELETE":
                give(point, Json.object().arrayNode(), MissingNode.getInstance(), by);
                break;
            default:
                throw methodNotAllowed(request, response, "GET, PUT, DELETE");
        }
        return json(sites.current(), point);
    }

    private void give(Point point, JsonNode tags, JsonNode baseRevision, AuditActor by)
            throws ApiException, IOException {
        CommandDispatcher present = dispatcher;
        if (present == null) {
            throw ApiException.replaced("command");
        }
        ObjectNode change = Json.object().put("discover", false);
        ObjectNode given = change.putArray("point_tags")
                .addObject()
                .put("point_id", point.id().toString());
        if (!tags.isMissingNode()) {
            given.set("tags", tags);
        }
        if (!baseRevision.isMissingNode()) {
            change.set("base_revision", baseRevision);
        }
        Command command = CommandJson.decode(Command.GetConfig.NAME, change);
        CommandJson.encode(Deadline.await(present.dispatch(by, command, progress -> {})));
    }

    private ObjectNode json(Site site, Point point) {
        ObjectNode json = Json.object()
                .put("point_id", point.id().toString())
                .put("config_revision", site.revision())
                .put("given", !site.tags(point.id()).isEmpty());
        ArrayNode tags = json.putArray("tags");
        new TagRules(gate.settings().tagRules())
                .of(point.object(), site.tags(point.id()))
                .names()
                .forEach(tags::add);
        return json;
    }

    private Answer all(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException {
        requireGet(request, response);
        Optional<Monitoring> reading = Optional.ofNullable(monitoring);
        TaggedSite site = new TaggedSite(
                identities.current(),
                sites.current(),
                new TagRules(gate.settings().tagRules()),
                gate.settings().siteTimeZone(),
                point -> reading.flatMap(present -> present.latest(point)));
        switch (format(request)) {
            case "haystack":
                send(response, HaystackGrid.CONTENT_TYPE, Json.bytes(HaystackGrid.of(site)));
                break;
            case "brick":
                send(response, BrickGraph.CONTENT_TYPE, BrickGraph.of(site).getBytes(StandardCharsets.UTF_8));
                break;
            default:
                throw ApiException.badRequest(
                        "Format '" + request.getParameter("format") + "' is not known; use haystack or brick.");
        }
        return new Answer(200, Optional.empty());
    }

    /** The parameter, or what the client accepts. */
    private static String format(HttpServletRequest request) {
        String accepted = Optional.ofNullable(request.getHeader("Accept")).orElse("");
        return Optional.ofNullable(request.getParameter("format"))
                .orElse(accepted.contains(TURTLE) ? "brick" : "haystack");
    }
}

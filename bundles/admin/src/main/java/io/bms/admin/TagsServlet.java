// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import io.bms.admin.tags.BrickGraph;
import io.bms.admin.tags.HaystackGrid;
import io.bms.admin.tags.TagRules;
import io.bms.admin.tags.TaggedSite;
import io.bms.api.identity.IdentityStore;
import io.bms.api.monitoring.Monitoring;
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

/** What the points mean, for programs: Project Haystack, or Brick where it is asked for. */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.admin.TagsServlet")
@HttpWhiteboardServletPattern("/api/tags")
public final class TagsServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;
    private static final String TURTLE = "text/turtle";

    private final transient Gate gate;
    private final transient SiteStore sites;
    private final transient IdentityStore identities;
    private transient volatile Monitoring monitoring;

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

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException {
        gate.admit(request);
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

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.alarm.AlarmRule;
import io.bms.api.alarm.AlarmTrial;
import io.bms.api.alarm.AlarmTrials;
import io.bms.api.point.PointId;
import io.bms.api.site.SiteStore;
import io.bms.wire.AlarmRuleJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
 * The gateway's own rules of alarm, and what one would have done in the past. They are changed by get_config
 * (docs/wire.md).
 */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.admin.AlarmRulesServlet")
@HttpWhiteboardServletPattern({"/api/alarm-rules", "/api/alarm-rules/*"})
public final class AlarmRulesServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;
    private static final int DAYS = 7;
    private static final int MOST_DAYS = 31;
    private static final String TRY = "try";

    private final transient Gate gate;
    private final transient SiteStore sites;
    private transient volatile AlarmTrials trials;

    @Activate
    public AlarmRulesServlet(@Reference Gate gate, @Reference SiteStore sites) {
        this.gate = gate;
        this.sites = sites;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindTrials(AlarmTrials present) {
        trials = present;
    }

    void unbindTrials(AlarmTrials gone) {
        if (trials == gone) {
            trials = null;
        }
    }

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException {
        gate.admit(request);
        Optional<String> path = rest(request);
        if (path.isEmpty()) {
            requireGet(request, response);
            return Answer.of(Json.parse(
                    new String(AlarmRuleJson.encode(sites.current(), point(request)), StandardCharsets.UTF_8)));
        }
        if (!path.get().equals(TRY)) {
            throw ApiException.notFound("There is nothing here; POST a rule to /api/alarm-rules/try to try it out.");
        }
        if (!request.getMethod().equals("POST")) {
            throw methodNotAllowed(request, response, "POST");
        }
        return Answer.of(tryOut(body(request)));
    }

    private static Optional<PointId> point(HttpServletRequest request) throws ApiException {
        try {
            return Optional.ofNullable(request.getParameter("point_id")).map(PointId::parse);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("point_id: " + e.getMessage());
        }
    }

    private ObjectNode tryOut(ObjectNode asked) throws ApiException {
        AlarmTrials present = trials;
        if (present == null) {
            throw ApiException.replaced("alarm");
        }
        JsonNode days = asked.path("days");
        if (!days.isMissingNode() && (!days.isInt() || days.intValue() < 1 || days.intValue() > MOST_DAYS)) {
            throw ApiException.badRequest("'days' is not a number of days; send 1 to " + MOST_DAYS + ".");
        }
        try {
            AlarmRule rule = AlarmRuleJson.decode(asked.path("rule"));
            return json(present.tryOut(rule, Duration.ofDays(days.asInt(DAYS))));
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(e.getMessage());
        } catch (IllegalStateException e) {
            throw ApiException.replaced("timeseries");
        }
    }

    private static ObjectNode json(AlarmTrial trial) {
        ObjectNode json = Json.object()
                .put("from", trial.from().toString())
                .put("samples", trial.samples())
                .put("onsets", trial.onsets());
        ArrayNode newest = json.putArray("newest");
        trial.newest().forEach(onset -> {
            ObjectNode one = newest.addObject().put("at", onset.at().toString());
            onset.goneAt().ifPresent(gone -> one.put("gone_at", gone.toString()));
        });
        return json;
    }
}

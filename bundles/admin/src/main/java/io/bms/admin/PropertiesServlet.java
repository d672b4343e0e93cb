package io.bms.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.driver.PropertiesOutcome.Property;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.point.PointId;
import java.util.List;
import java.util.Map;
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

/** All that a device says of a point, asked of it just now: who holds it, its range, its state. */
@Component(service = Servlet.class)
@HttpWhiteboardServletName("io.bms.admin.PropertiesServlet")
@HttpWhiteboardServletPattern("/api/points/*")
public final class PropertiesServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;
    private static final String SUFFIX = "/properties";
    /** What a page works with has keys of its own. */
    private static final Map<String, String> KEYS = Map.of("priorityArray", "priority_array",
            "relinquishDefault", "relinquish_default", "minPresValue", "min_value", "maxPresValue", "max_value");

    private final transient Gate gate;
    private transient volatile Monitoring monitoring;

    @Activate
    public PropertiesServlet(@Reference Gate gate) {
        this.gate = gate;
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
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
        PointId point = point(rest(request).orElse(""));
        Monitoring present = monitoring;
        if (present == null) {
            throw ApiException.replaced("monitoring");
        }
        PropertiesOutcome outcome = Deadline.await(present.properties(point));
        if (outcome instanceof PropertiesOutcome.Refused refused) {
            throw Problems.of(refused.failure());
        }
        return Answer.of(json(point, ((PropertiesOutcome.Known) outcome).properties()));
    }

    private static PointId point(String path) throws ApiException {
        if (!path.endsWith(SUFFIX)) {
            throw ApiException.notFound("There is no /api/points/" + path + "; ask for /api/points, or for the " + SUFFIX + " of one point.");
        }
        try {
            return PointId.parse(path.substring(0, path.length() - SUFFIX.length()));
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(e.getMessage() + "; GET /api/points lists the ids.");
        }
    }

    private static ObjectNode json(PointId point, List<Property> known) {
        ObjectNode json = Json.object().put("point_id", point.toString());
        ArrayNode properties = json.putArray("properties");
        for (Property property : known) {
            JsonNode value = value(property);
            properties.addObject().put("name", property.name()).set("value", value);
            if (KEYS.containsKey(property.name()) && !value.isNull()) {
                json.set(KEYS.get(property.name()), value);
            }
        }
        return json;
    }

    private static JsonNode value(Property property) {
        if (!property.isList()) {
            return Json.value(property.values().get(0));
        }
        ArrayNode values = Json.array();
        property.values().forEach(value -> values.add(Json.value(value)));
        return values;
    }
}

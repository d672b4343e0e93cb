// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.driver.PropertiesOutcome.Property;
import io.bms.api.point.PointId;
import io.bms.wire.JsonValues;
import java.util.List;
import java.util.Map;

/** All that a device says of a point, asked of it just now: who holds it, its range, its state. */
final class PropertiesJson {
    /** What a page works with has keys of its own. */
    private static final Map<String, String> KEYS = Map.of(
            "priorityArray",
            "priority_array",
            "relinquishDefault",
            "relinquish_default",
            "minPresValue",
            "min_value",
            "maxPresValue",
            "max_value");

    private PropertiesJson() {}

    static ObjectNode of(PointId point, List<Property> known) {
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
            return JsonValues.node(property.values().get(0));
        }
        ArrayNode values = Json.array();
        property.values().forEach(value -> values.add(JsonValues.node(value)));
        return values;
    }
}

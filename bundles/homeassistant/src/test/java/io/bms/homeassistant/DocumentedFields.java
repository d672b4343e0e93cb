// SPDX-License-Identifier: GPL-3.0-only
package io.bms.homeassistant;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What Home Assistant documents for the entities of MQTT (its pages "MQTT", "MQTT Sensor" and so on, as of 2024.12):
 * which options there are, which of them an entity must have, and values that some of them are limited to. Its own
 * schema is Python that is in no registry of this build, so it is held by hand.
 */
final class DocumentedFields {
    private static final Set<String> EVERY = Set.of(
            "platform",
            "name",
            "unique_id",
            "availability",
            "availability_mode",
            "entity_category",
            "enabled_by_default",
            "qos",
            "device_class",
            "icon");
    private static final Map<String, Set<String>> MAY = Map.of(
            "sensor", Set.of("state_topic", "value_template", "unit_of_measurement", "state_class", "options"),
            "binary_sensor", Set.of("state_topic", "value_template", "payload_on", "payload_off"),
            "switch",
                    Set.of(
                            "state_topic",
                            "value_template",
                            "state_on",
                            "state_off",
                            "command_topic",
                            "command_template",
                            "payload_on",
                            "payload_off"),
            "number",
                    Set.of(
                            "state_topic",
                            "value_template",
                            "command_topic",
                            "command_template",
                            "min",
                            "max",
                            "step",
                            "mode",
                            "unit_of_measurement"),
            "select", Set.of("state_topic", "value_template", "command_topic", "command_template", "options"),
            "text", Set.of("state_topic", "value_template", "command_topic", "command_template", "min", "max"),
            "button", Set.of("command_topic", "command_template", "payload_press"),
            "event", Set.of("state_topic", "value_template", "event_types"));
    private static final Map<String, Set<String>> MUST = Map.of(
            "sensor", Set.of("state_topic"),
            "binary_sensor", Set.of("state_topic"),
            "switch", Set.of("command_topic"),
            "number", Set.of("command_topic"),
            "select", Set.of("command_topic", "options"),
            "text", Set.of("command_topic"),
            "button", Set.of("command_topic"),
            "event", Set.of("state_topic", "event_types"));
    private static final Set<String> STATE_CLASSES = Set.of("measurement", "total", "total_increasing");

    private DocumentedFields() {}

    static List<String> complaints(JsonNode document) {
        List<String> complaints = new ArrayList<>();
        require(document.path("device").path("identifiers").size() > 0, "the device has no identifiers", complaints);
        require(document.path("origin").path("name").isTextual(), "the origin has no name", complaints);
        document.path("components").properties().forEach(each -> component(each.getKey(), each.getValue(), complaints));
        return complaints;
    }

    private static void component(String key, JsonNode component, List<String> complaints) {
        String platform = component.path("platform").asText();
        if (!MAY.containsKey(platform)) {
            complaints.add(key + " is of the platform " + platform);
            return;
        }
        component
                .fieldNames()
                .forEachRemaining(option -> require(
                        EVERY.contains(option) || MAY.get(platform).contains(option),
                        key + ": a " + platform + " has no " + option,
                        complaints));
        Set<String> missing = new HashSet<>(MUST.get(platform));
        component.fieldNames().forEachRemaining(missing::remove);
        require(missing.isEmpty(), key + " lacks " + missing, complaints);
        require(component.path("unique_id").isTextual(), key + " has no unique_id", complaints);
        if (platform.equals("number")) {
            require(
                    component.path("min").asDouble() < component.path("max").asDouble()
                            && component.path("step").asDouble() >= 0.001,
                    key + " has limits or a step that no number may have",
                    complaints);
        }
        if (component.has("state_class")) {
            require(STATE_CLASSES.contains(component.get("state_class").asText()), key + ": state_class", complaints);
        }
        boolean texts = component.path("device_class").asText().equals("enum");
        require(texts == (platform.equals("sensor") && component.has("options")), key + ": enum", complaints);
        require(!texts || !component.has("state_class"), key + ": an enum has no state_class", complaints);
        Set<String> options = new HashSet<>();
        component.path("options").forEach(option -> options.add(option.asText()));
        require(options.size() == component.path("options").size(), key + ": options are not unique", complaints);
        component
                .path("availability")
                .forEach(place -> require(
                        place.path("topic").isTextual(), key + ": an availability without a topic", complaints));
    }

    private static void require(boolean holds, String complaint, List<String> complaints) {
        if (!holds) {
            complaints.add(complaint);
        }
    }
}

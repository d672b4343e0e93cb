// SPDX-License-Identifier: GPL-3.0-only
package io.bms.homeassistant;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.bms.api.command.Command;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointId;
import io.bms.wire.Topics;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Points as Home Assistant shows them. States are the points' own topics, and commands the gateway's own requests, each
 * with a {@code command_id} of its own, since the gateway carries out one only once (docs/wire.md). Thread: any.
 */
final class Entities {
    private static final Set<String> BINARY = Set.of("binaryInput", "binaryOutput", "binaryValue");
    private static final Set<String> MULTI_STATE = Set.of("multiStateInput", "multiStateOutput", "multiStateValue");
    private static final Set<String> WHOLE = Set.of("integerValue", "positiveIntegerValue");
    private static final Set<String> NUMERIC = Set.of(
            "analogInput",
            "analogOutput",
            "analogValue",
            "largeAnalogValue",
            "integerValue",
            "positiveIntegerValue",
            "accumulator",
            "pulseConverter",
            "averaging",
            "loop",
            "lightingOutput");
    private static final Set<String> TEXT = Set.of("characterstringValue");
    private static final String AS_IT_IS = "{{ value_json.value }}";
    /** Home Assistant wants limits, also of a point whose device names none. */
    static final int ANY_NUMBER = 1_000_000_000;

    /** Home Assistant takes no smaller one. */
    private static final double SMALLEST_STEP = 0.001;

    private final Topics topics;
    private final String gateway;
    private final HomeAssistantSettings settings;
    private final Function<PointId, WritableFacts> facts;

    /**
     * @param gateway what the ids of all entities begin with
     * @param facts what devices say of points that can be written
     */
    Entities(Topics topics, String gateway, HomeAssistantSettings settings, Function<PointId, WritableFacts> facts) {
        this.topics = topics;
        this.gateway = gateway;
        this.settings = settings;
        this.facts = facts;
    }

    /** The point itself, and if it can be written the button that releases it. */
    List<Entity> of(DiscoveredObject object) {
        List<Entity> entities = new ArrayList<>();
        boolean writable = object.writable() && settings.write();
        String type = object.pointId().objectType();
        if (BINARY.contains(type)) {
            entities.add(writable ? onOffSwitch(object) : binarySensor(object));
        } else if (MULTI_STATE.contains(type) && !object.stateText().isEmpty()) {
            entities.add(writable ? select(object) : states(object));
        } else if (NUMERIC.contains(type) || MULTI_STATE.contains(type)) {
            entities.add(writable ? number(object) : sensor(object));
        } else {
            entities.add(writable && TEXT.contains(type) ? text(object) : sensor(object));
        }
        boolean releasable = facts.apply(object.pointId()).releasable();
        if (writable && releasable && !entities.get(0).platform().equals("sensor")) {
            entities.add(release(object));
        }
        return entities;
    }

    private Entity binarySensor(DiscoveredObject object) {
        ObjectNode options = shown(object, AS_IT_IS).put("payload_on", "True").put("payload_off", "False");
        return entity(object, "binary_sensor", options);
    }

    private Entity onOffSwitch(DiscoveredObject object) {
        ObjectNode options = shown(object, AS_IT_IS).put("state_on", "True").put("state_off", "False");
        writes(options, object.pointId(), "{{ value }}")
                .put("payload_on", "true")
                .put("payload_off", "false");
        return entity(object, "switch", options);
    }

    private Entity sensor(DiscoveredObject object) {
        ObjectNode options = shown(object, AS_IT_IS);
        measured(options, object);
        boolean counts = object.pointId().objectType().equals("accumulator")
                || options.path("device_class").asText().equals("energy");
        boolean volume = options.path("device_class").asText().equals("volume");
        if (counts) {
            options.put("state_class", "total_increasing");
        } else if (NUMERIC.contains(object.pointId().objectType()) && !volume) {
            options.put("state_class", "measurement");
        }
        return entity(object, "sensor", options);
    }

    private Entity number(DiscoveredObject object) {
        ObjectNode options = shown(object, AS_IT_IS);
        measured(options, object);
        String type = object.pointId().objectType();
        boolean states = MULTI_STATE.contains(type);
        WritableFacts said = facts.apply(object.pointId());
        double least = states ? 1 : type.startsWith("positive") ? 0 : -ANY_NUMBER;
        double min = said.min().orElse(least);
        double max = said.max().orElse(ANY_NUMBER);
        boolean range = min < max;
        writes(options, object.pointId(), "{{ value }}").put("mode", "box");
        put(options, "min", range ? min : least);
        put(options, "max", range ? max : ANY_NUMBER);
        double usual = states || WHOLE.contains(type) ? 1 : 0.01;
        put(
                options,
                "step",
                said.step().stream()
                        .filter(step -> step >= SMALLEST_STEP)
                        .findFirst()
                        .orElse(usual));
        return entity(object, "number", options);
    }

    /** A whole number as one. */
    private static void put(ObjectNode options, String key, double number) {
        if (number == Math.rint(number)) {
            options.put(key, (long) number);
        } else {
            // A REAL has seven digits; as a double it would seem to have more.
            options.put(key, new BigDecimal(Float.toString((float) number)));
        }
    }

    private static void measured(ObjectNode options, DiscoveredObject object) {
        object.units().map(UnitOfMeasurement::of).ifPresent(unit -> {
            options.put("unit_of_measurement", unit.symbol());
            unit.deviceClass().ifPresent(is -> options.put("device_class", is));
        });
    }

    private Entity states(DiscoveredObject object) {
        ObjectNode options = shown(object, textOfState(object)).put("device_class", "enum");
        options.set("options", options(object));
        return entity(object, "sensor", options);
    }

    private Entity select(DiscoveredObject object) {
        ObjectNode options = shown(object, textOfState(object));
        List<String> states = stateNames(object);
        ObjectNode numbers = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < states.size(); i++) {
            numbers.put(states.get(i), i + 1);
        }
        writes(options, object.pointId(), "{{ " + numbers + "[value] }}").set("options", options(object));
        return entity(object, "select", options);
    }

    private static ArrayNode options(DiscoveredObject object) {
        ArrayNode options = JsonNodeFactory.instance.arrayNode();
        stateNames(object).forEach(options::add);
        return options;
    }

    /** Looked up, so that a state without a text is unknown and no error. */
    private static String textOfState(DiscoveredObject object) {
        StringBuilder texts = new StringBuilder();
        List<String> states = stateNames(object);
        for (int i = 0; i < states.size(); i++) {
            texts.append(texts.isEmpty() ? "" : ",").append(i + 1).append(':').append(TextNode.valueOf(states.get(i)));
        }
        return "{{ {" + texts + "}.get(value_json.value) }}";
    }

    /** The texts of a multi-state object, each once and none empty: Home Assistant tells states by their texts. */
    private static List<String> stateNames(DiscoveredObject object) {
        Set<String> names = new LinkedHashSet<>();
        List<String> texts = object.stateText();
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i).strip();
            if (text.isEmpty() || !names.add(text)) {
                String numbered = (text + " " + (i + 1)).strip();
                names.add(names.contains(numbered) ? numbered + " #" + (i + 1) : numbered);
            }
        }
        return List.copyOf(names);
    }

    private Entity text(DiscoveredObject object) {
        return entity(object, "text", writes(shown(object, AS_IT_IS), object.pointId(), "{{ value | tojson }}"));
    }

    private Entity release(DiscoveredObject object) {
        ObjectNode options = JsonNodeFactory.instance
                .objectNode()
                .put("name", object.name() + " release")
                .put("unique_id", uniqueId(object) + "_release")
                .put("entity_category", "config")
                .put("enabled_by_default", false);
        options.putArray("availability").add(gatewayOnline());
        return new Entity(object.pointId() + "_release", "button", writes(options, object.pointId(), "null"));
    }

    /** What all have that show a point. */
    private ObjectNode shown(DiscoveredObject object, String template) {
        String topic = topics.point(object.pointId());
        ObjectNode options = JsonNodeFactory.instance
                .objectNode()
                .put("name", object.name())
                .put("unique_id", uniqueId(object))
                .put("state_topic", topic)
                .put("value_template", template)
                .put("availability_mode", "all");
        options.putArray("availability")
                .add(gatewayOnline())
                .add(JsonNodeFactory.instance
                        .objectNode()
                        .put("topic", topic)
                        .put("value_template", "{{ 'offline' if value_json.quality == 'bad' else 'online' }}"));
        return options;
    }

    ObjectNode gatewayOnline() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("topic", topics.status())
                .put("value_template", "{{ value_json.status }}");
    }

    /** @param value what Home Assistant makes the JSON value of */
    private ObjectNode writes(ObjectNode options, PointId point, String value) {
        return options.put("command_topic", topics.request(Command.SetValueToPoint.NAME))
                .put("qos", 1)
                .put(
                        "command_template",
                        "{\"command_id\":\"ha-" + point + "-{{ now().timestamp() }}\","
                                + "\"timestamp\":\"{{ utcnow().isoformat() }}\","
                                + "\"point_id\":\"" + point + "\",\"value\":" + value + ",\"priority\":"
                                + settings.priority() + "}");
    }

    private String uniqueId(DiscoveredObject object) {
        return gateway + "_" + object.pointId();
    }

    private static Entity entity(DiscoveredObject object, String platform, ObjectNode options) {
        return new Entity(object.pointId() + "_" + platform, platform, options);
    }
}

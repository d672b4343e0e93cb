// SPDX-License-Identifier: GPL-3.0-only
package io.bms.homeassistant;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.alarm.AlarmEvent;
import io.bms.api.identity.Identity;
import io.bms.api.point.PointId;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.api.site.Site;
import io.bms.wire.Topics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The site as Home Assistant is told of it: a document for the gateway and one for each device with points that are
 * read ("device discovery", Home Assistant 2024.11 and later). Thread: any.
 */
final class SiteDocuments {
    private final Identity identity;
    private final Topics topics;
    private final String gateway;
    private final HomeAssistantSettings settings;
    private final String version;
    private final Entities entities;

    /** @param facts what devices say of points that can be written */
    SiteDocuments(
            Identity identity, HomeAssistantSettings settings, String version, Function<PointId, WritableFacts> facts) {
        this.identity = identity;
        this.topics = new Topics(identity);
        this.gateway = String.join("_", identity.organizationId(), identity.siteId(), identity.deviceId());
        this.settings = settings;
        this.version = version;
        this.entities = new Entities(topics, gateway, settings, facts);
    }

    /** By topic. */
    Map<String, ObjectNode> of(Site site) {
        Map<String, ObjectNode> documents = new TreeMap<>();
        documents.put(topic(gateway), gateway());
        for (Device device : site.devices().values()) {
            List<Entity> shown = device.points().stream()
                    .filter(Point::enabled)
                    .flatMap(point -> entities.of(point.object()).stream())
                    .toList();
            if (!shown.isEmpty()) {
                documents.put(topic(gateway + "_" + device.deviceId()), device(device, shown));
            }
        }
        return documents;
    }

    private String topic(String id) {
        return settings.prefix() + "/device/" + id + "/config";
    }

    private ObjectNode device(Device device, List<Entity> shown) {
        ObjectNode about = JsonNodeFactory.instance
                .objectNode()
                .put("name", device.name().isBlank() ? "BACnet " + device.deviceId() : device.name())
                .put("manufacturer", device.vendorName())
                .put("model", device.modelName())
                .put("via_device", gateway);
        about.putArray("identifiers").add(gateway + "_" + device.deviceId());
        return document(about, shown.stream());
    }

    private ObjectNode gateway() {
        ObjectNode about = JsonNodeFactory.instance
                .objectNode()
                .put("name", "BMS gateway " + identity.deviceId())
                .put("model", "BMS gateway")
                .put("sw_version", version);
        about.putArray("identifiers").add(gateway);
        return document(
                about,
                Stream.of(
                        online(),
                        figure("problems", "Problems", topics.status(), "problems | default([]) | count"),
                        figure("devices_online", "Devices that answer", topics.status(), "devices_online"),
                        figure("points_monitored", "Points that are read", topics.status(), "points_monitored"),
                        figure("alarms", "Alarms", topics.alarmSummary(), "active"),
                        figure("alarms_waiting", "Alarms to acknowledge", topics.alarmSummary(), "unacknowledged"),
                        alarmEvents()));
    }

    /** What becomes of alarms, as it is said on the wire: its {@code event_type} is what Home Assistant asks for. */
    private Entity alarmEvents() {
        ObjectNode options = JsonNodeFactory.instance
                .objectNode()
                .put("name", "What becomes of alarms")
                .put("unique_id", gateway + "_alarm_event")
                .put("state_topic", topics.alarmEvent());
        ArrayNode types = options.putArray("event_types");
        Stream.of(AlarmEvent.Type.values()).map(AlarmEvent.Type::wireName).forEach(types::add);
        options.putArray("availability").add(entities.gatewayOnline());
        return new Entity("alarm_event", "event", options);
    }

    private Entity online() {
        return new Entity(
                "online_binary_sensor",
                "binary_sensor",
                diagnostic("online", "Online", topics.status(), "{{ value_json.status }}")
                        .put("device_class", "connectivity")
                        .put("payload_on", "online")
                        .put("payload_off", "offline"));
    }

    private Entity figure(String id, String name, String topic, String key) {
        ObjectNode options =
                diagnostic(id, name, topic, "{{ value_json." + key + " }}").put("state_class", "measurement");
        options.putArray("availability").add(entities.gatewayOnline());
        return new Entity(id + "_sensor", "sensor", options);
    }

    private ObjectNode diagnostic(String id, String name, String topic, String template) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", name)
                .put("unique_id", gateway + "_" + id)
                .put("state_topic", topic)
                .put("value_template", template)
                .put("entity_category", "diagnostic");
    }

    private ObjectNode document(ObjectNode about, Stream<Entity> shown) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.set("device", about);
        document.putObject("origin").put("name", "bms-gateway").put("sw_version", version);
        ObjectNode components = document.putObject("components");
        shown.forEach(entity -> {
            ObjectNode component = components.putObject(entity.key()).put("platform", entity.platform());
            component.setAll(entity.options());
        });
        return document;
    }
}

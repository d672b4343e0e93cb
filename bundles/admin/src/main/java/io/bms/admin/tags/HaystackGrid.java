// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin.tags;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The site as a grid of Project Haystack 4 in its JSON, Hayson: a site, an equip for each device, and the points. */
public final class HaystackGrid {
    public static final String CONTENT_TYPE = "application/vnd.haystack+json;version=4";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private HaystackGrid() {}

    public static ObjectNode of(TaggedSite site) {
        ObjectNode grid = JSON.objectNode().put("_kind", "grid");
        grid.putObject("meta").put("ver", "3.0");
        ArrayNode cols = grid.putArray("cols");
        ArrayNode rows = grid.putArray("rows");
        rows.add(building(site));
        for (Device device : site.site().devices().values()) {
            rows.add(equip(site, device));
            device.points().stream().filter(Point::enabled).forEach(point -> rows.add(point(site, device, point)));
        }
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> row.fieldNames().forEachRemaining(names::add));
        names.forEach(name -> cols.addObject().put("name", name));
        return grid;
    }

    private static ObjectNode building(TaggedSite site) {
        String dis = site.identity().siteId();
        ObjectNode row = row(site.id(), dis);
        row.set("site", marker());
        // Haystack names a zone by its last part.
        String zone = site.zone().getId();
        return row.put("tz", zone.substring(zone.lastIndexOf('/') + 1));
    }

    private static ObjectNode equip(TaggedSite site, Device device) {
        ObjectNode row = row(site.id(device.deviceId()), name(device));
        row.set("equip", marker());
        row.set("device", marker());
        row.set("siteRef", ref(site.id(), site.identity().siteId()));
        return row.put("bacnetDeviceInstance", device.deviceId())
                .put("manufacturer", device.vendorName())
                .put("model", device.modelName());
    }

    private static ObjectNode point(TaggedSite site, Device device, Point point) {
        DiscoveredObject object = point.object();
        PointTags tags = site.tags(point);
        ObjectNode row = row(site.id(point.id()), object.name());
        row.set("point", marker());
        tags.role().ifPresent(role -> row.set(role.tag(), marker()));
        tags.quantity().ifPresent(quantity -> row.set(quantity, marker()));
        tags.markers().forEach(tag -> row.set(tag, marker()));
        row.set("siteRef", ref(site.id(), site.identity().siteId()));
        row.set("equipRef", ref(site.id(device.deviceId()), name(device)));
        Kind kind = Kind.of(object);
        row.put("kind", kind.word);
        if (kind == Kind.NUMBER) {
            tags.unit().ifPresent(unit -> row.put("unit", unit));
        }
        if (!object.stateText().isEmpty()) {
            row.put(
                    "enum",
                    String.join(
                            ",",
                            object.stateText().stream()
                                    .map(text -> text.replace(',', ' '))
                                    .toList()));
        }
        if (object.writable()) {
            row.set("writable", marker());
        }
        row.set("cur", marker());
        row.put("bacnetCur", point.id().objectType() + ":" + point.id().instance());
        Optional<Sample> newest = site.newest().apply(point.id());
        newest.flatMap(sample -> value(object, kind, sample.value(), tags))
                .ifPresent(value -> row.set("curVal", value));
        return row.put(
                "curStatus", newest.map(sample -> status(sample.quality())).orElse("unknown"));
    }

    private static String status(Quality quality) {
        return switch (quality) {
            case GOOD -> "ok";
            case UNCERTAIN -> "stale";
            case BAD -> "fault";
        };
    }

    private static Optional<JsonNode> value(DiscoveredObject object, Kind kind, PointValue value, PointTags tags) {
        if (value.equals(PointValue.NULL) || value.isNonFinite()) {
            return Optional.empty();
        }
        switch (kind) {
            case BOOL:
                return value instanceof PointValue.Bool bool
                        ? Optional.of(JSON.booleanNode(bool.value()))
                        : Optional.empty();
            case NUMBER:
                if (value.asNumber().isEmpty()) {
                    return Optional.empty();
                }
                // As many digits as it has: a REAL is no double.
                JsonNode number = JSON.numberNode(new BigDecimal(value.inWords()));
                return Optional.of(
                        tags.unit().isEmpty()
                                ? number
                                : JSON.objectNode()
                                        .put("_kind", "number")
                                        .put("unit", tags.unit().get())
                                        .set("val", number));
            default:
                return Optional.of(JSON.textNode(object.stateText(value).orElseGet(value::inWords)));
        }
    }

    private enum Kind {
        BOOL("Bool"),
        NUMBER("Number"),
        TEXT("Str");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        private static Kind of(DiscoveredObject object) {
            String type = object.pointId().objectType();
            if (type.startsWith("binary")) {
                return BOOL;
            }
            if (type.startsWith("multiState")) {
                return object.stateText().isEmpty() ? NUMBER : TEXT;
            }
            return type.startsWith("analog")
                            || type.startsWith("largeAnalog")
                            || type.contains("ntegerValue")
                            || Set.of("accumulator", "averaging", "loop", "pulseConverter", "lightingOutput")
                                    .contains(type)
                    ? NUMBER
                    : TEXT;
        }
    }

    private static String name(Device device) {
        return device.name().isBlank() ? "BACnet " + device.deviceId() : device.name();
    }

    private static ObjectNode row(String id, String dis) {
        ObjectNode row = JSON.objectNode();
        row.set("id", ref(id, dis));
        return row.put("dis", dis);
    }

    private static ObjectNode ref(String id, String dis) {
        return JSON.objectNode().put("_kind", "ref").put("val", id).put("dis", dis);
    }

    private static ObjectNode marker() {
        return JSON.objectNode().put("_kind", "marker");
    }
}

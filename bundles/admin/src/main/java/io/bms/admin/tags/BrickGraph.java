// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin.tags;

import io.bms.api.site.Device;
import io.bms.api.site.Point;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The site as a graph of Brick in Turtle (W3C, RDF 1.1 Turtle): a {@code brick:Site}, a {@code brick:Equipment} for
 * each device, and points by their classes, with the address by which BACnet names them ({@code ref:BACnetReference}).
 */
public final class BrickGraph {
    public static final String CONTENT_TYPE = "text/turtle;charset=utf-8";

    private static final Map<String, String> QUDT = Map.ofEntries(
            Map.entry("°C", "DEG_C"),
            Map.entry("°F", "DEG_F"),
            Map.entry("K", "K"),
            Map.entry("%RH", "PERCENT_RH"),
            Map.entry("%", "PERCENT"),
            Map.entry("Pa", "PA"),
            Map.entry("kPa", "KiloPA"),
            Map.entry("bar", "BAR"),
            Map.entry("W", "W"),
            Map.entry("kW", "KiloW"),
            Map.entry("kWh", "KiloW-HR"),
            Map.entry("m³/h", "M3-PER-HR"),
            Map.entry("L/s", "L-PER-SEC"),
            Map.entry("V", "V"),
            Map.entry("A", "A"),
            Map.entry("Hz", "HZ"),
            Map.entry("ppm", "PPM"),
            Map.entry("lx", "LUX"));

    private BrickGraph() {}

    public static String of(TaggedSite site) {
        StringBuilder out = new StringBuilder(4_096);
        out.append("@prefix brick: <https://brickschema.org/schema/Brick#> .\n")
                .append("@prefix ref: <https://brickschema.org/schema/Brick/ref#> .\n")
                .append("@prefix bacnet: <http://data.ashrae.org/bacnet/2020#> .\n")
                .append("@prefix unit: <http://qudt.org/vocab/unit/> .\n")
                .append("@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n\n");
        out.append(iri(site.id()))
                .append(" a brick:Site ;\n  rdfs:label ")
                .append(text(site.identity().siteId()));
        out.append(" .\n\n");
        for (Device device : site.site().devices().values()) {
            equipment(out, site, device);
            device.points().stream().filter(Point::enabled).forEach(point -> point(out, site, device, point));
        }
        return out.toString();
    }

    private static void equipment(StringBuilder out, TaggedSite site, Device device) {
        out.append(iri(site.id(device.deviceId())))
                .append(" a brick:Equipment ;\n  rdfs:label ")
                .append(text(device.name().isBlank() ? "BACnet " + device.deviceId() : device.name()))
                .append(" ;\n  brick:hasLocation ")
                .append(iri(site.id()))
                .append(" .\n\n");
        out.append(iri(site.id(device.deviceId()) + ".device"))
                .append(" a bacnet:BACnetDevice ;\n  bacnet:device-instance ")
                .append(device.deviceId())
                .append(" .\n\n");
    }

    private static void point(StringBuilder out, TaggedSite site, Device device, Point point) {
        PointTags tags = site.tags(point);
        out.append(iri(site.id(point.id())))
                .append(" a brick:")
                .append(BrickClass.of(tags))
                .append(" ;\n  rdfs:label ")
                .append(text(point.object().name()))
                .append(" ;\n  brick:isPointOf ")
                .append(iri(site.id(device.deviceId())));
        Optional.ofNullable(tags.unit().map(QUDT::get).orElse(null))
                .ifPresent(unit -> out.append(" ;\n  brick:hasUnit unit:").append(unit));
        out.append(" ;\n  ref:hasExternalReference [\n    a ref:BACnetReference ;\n    bacnet:object-identifier ")
                .append(text(
                        hyphenated(point.id().objectType()) + "," + point.id().instance()))
                .append(" ;\n    bacnet:objectOf ")
                .append(iri(site.id(device.deviceId()) + ".device"))
                .append("\n  ] .\n\n");
    }

    /** ASHRAE's spelling: {@code analog-input}. */
    private static String hyphenated(String type) {
        return type.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** Ids have no character that an IRI may not have. */
    private static String iri(String id) {
        return "<urn:bms:" + id.replace(".", ":") + ">";
    }

    /** A literal (Turtle, 2.5.1): quotation mark, backslash and control characters are escaped. */
    private static String text(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').appendCodePoint(c);
            } else if (c < 0x20 || c == 0x7F || c >= 0xD800 && c <= 0xDFFF) {
                out.append(c >= 0xD800 ? "\\uFFFD" : "\\u%04X".formatted(c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.append('"').toString();
    }
}

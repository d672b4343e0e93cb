// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.site.Point;
import io.bms.api.site.SiteStore;
import io.bms.text.Csv;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * History as a table, one row a sample or bucket. In a table for people, states stand by the texts that {@code sites}
 * has for them, and times by the clock of {@code zone}. Thread: any.
 */
record HistoryCsv(Csv csv, ZoneId zone, SiteStore sites) {
    private static final List<String> OF_SAMPLES = List.of("timestamp", "value", "quality");
    private static final List<String> OF_BUCKETS =
            List.of("start", "min", "max", "avg", "last", "count", "worst_quality");
    /** The columns in which each number of a point with states is one of them. */
    private static final Set<String> STATES = Set.of("value", "min", "max", "last");

    String head(boolean buckets) {
        List<String> names = new ArrayList<>(List.of("point_id", "units"));
        List<String> columns = columns(buckets);
        names.addAll(csv.timeNames(columns.get(0), zone));
        names.addAll(columns.subList(1, columns.size()));
        return csv.head(names);
    }

    private static List<String> columns(boolean buckets) {
        return buckets ? OF_BUCKETS : OF_SAMPLES;
    }

    /** The rows of one page of {@code series}. */
    String rows(JsonNode page) {
        StringBuilder rows = new StringBuilder();
        for (JsonNode series : page.get("series")) {
            boolean buckets = series.has("buckets");
            List<String> columns = columns(buckets);
            String point = series.get("point_id").asText();
            Optional<DiscoveredObject> states = states(point);
            for (JsonNode entry : buckets ? series.get("buckets") : series.get("samples")) {
                List<String> cells = new ArrayList<>(
                        List.of(csv.text(point), csv.text(series.path("units").asText())));
                cells.addAll(csv.time(Instant.parse(entry.get(0).asText()), zone));
                for (int i = 1; i < entry.size(); i++) {
                    cells.add(cell(entry.get(i), STATES.contains(columns.get(i)) ? states : Optional.empty()));
                }
                rows.append(csv.row(cells));
            }
        }
        return rows.toString();
    }

    /** What knows the texts of a point's states; empty for programs, and for a point that the site has no longer. */
    private Optional<DiscoveredObject> states(String point) {
        return csv == Csv.PLAIN
                ? Optional.empty()
                : sites.current().point(PointId.parse(point)).map(Point::object);
    }

    private String cell(JsonNode value, Optional<DiscoveredObject> states) {
        if (value.isNull()) {
            return "";
        }
        return states.flatMap(object -> object.stateText(value(value)))
                .map(csv::text)
                .orElseGet(() -> value.isTextual() ? csv.text(value.asText()) : csv.number(value.asText()));
    }

    private static PointValue value(JsonNode value) {
        if (value.isBoolean()) {
            return new PointValue.Bool(value.booleanValue());
        }
        return value.isNumber() ? new PointValue.Double(value.doubleValue()) : PointValue.NULL;
    }
}

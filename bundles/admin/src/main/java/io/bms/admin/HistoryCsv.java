// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.text.Csv;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** History as a table, one row a sample or bucket. */
record HistoryCsv(Csv csv) {
    String head(boolean buckets) {
        List<String> names = new ArrayList<>(List.of("point_id", "units"));
        names.addAll(
                buckets
                        ? List.of("start", "min", "max", "avg", "last", "count", "worst_quality")
                        : List.of("timestamp", "value", "quality"));
        return csv.head(names);
    }

    /** The rows of one page of {@code series}. */
    String rows(JsonNode page) {
        StringBuilder rows = new StringBuilder();
        for (JsonNode series : page.get("series")) {
            for (JsonNode entry : series.has("buckets") ? series.get("buckets") : series.get("samples")) {
                List<String> cells = new ArrayList<>(List.of(
                        csv.text(series.get("point_id").asText()),
                        csv.text(series.path("units").asText())));
                cells.add(time(entry.get(0).asText()));
                for (int i = 1; i < entry.size(); i++) {
                    cells.add(cell(entry.get(i)));
                }
                rows.append(csv.row(cells));
            }
        }
        return rows.toString();
    }

    /** As it came, but for people. */
    private String time(String text) {
        return csv == Csv.PLAIN ? text : csv.time(Instant.parse(text));
    }

    private String cell(JsonNode value) {
        if (value.isNull()) {
            return "";
        }
        return value.isTextual() ? csv.text(value.asText()) : csv.number(value.asText());
    }
}

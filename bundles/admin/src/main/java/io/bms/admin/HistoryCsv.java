// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.JsonNode;

/** History as a table (RFC 4180), one row a sample or bucket. */
final class HistoryCsv {
    private static final String END = "\r\n";

    private HistoryCsv() {}

    static String head(boolean buckets) {
        return "point_id,units," + (buckets ? "start,min,max,avg,last,count,worst_quality" : "timestamp,value,quality")
                + END;
    }

    /** The rows of one page of {@code series}. */
    static String rows(JsonNode page) {
        StringBuilder rows = new StringBuilder();
        for (JsonNode series : page.get("series")) {
            String start =
                    series.get("point_id").asText() + "," + series.path("units").asText();
            for (JsonNode entry : series.has("buckets") ? series.get("buckets") : series.get("samples")) {
                rows.append(start);
                entry.forEach(cell -> rows.append(',').append(cell(cell)));
                rows.append(END);
            }
        }
        return rows.toString();
    }

    private static String cell(JsonNode value) {
        if (value.isNull()) {
            return "";
        }
        String text = value.asText();
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The description of the API for people: of each call what it takes and what it answers. */
final class ApiPage {
    private final ObjectNode description;
    private final String here;
    private final StringBuilder html = new StringBuilder();

    private ApiPage(ObjectNode description, String here) {
        this.description = description;
        this.here = here;
        html.append(
                """
                <!doctype html><html lang="en"><head><meta charset="utf-8"><title>REST API of the BMS gateway</title>
                <link rel="stylesheet" href="%sapi.css"></head>
                <body><h1>REST API of the BMS gateway</h1>
                """
                        .formatted(here));
    }

    /**
     * @param description in OpenAPI's words
     * @param here what leads from the page to its neighbours
     */
    static String of(ObjectNode description, String here) {
        ApiPage page = new ApiPage(description, here);
        page.write();
        return page.html.toString();
    }

    private void write() {
        html.append("<p>")
                .append(escaped(description.at("/info/description").asText()))
                .append("</p>")
                .append("<p>For programs: <a href=\"")
                .append(here)
                .append("openapi.json\">openapi.json</a></p><ul>");
        JsonNode problem = description.at("/components/responses/problem");
        content("Any other answer", problem.path("description").asText(), problem);
        html.append("</ul><table>\n");
        for (Map.Entry<String, JsonNode> path : description.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                html.append("<tr><th>")
                        .append(escaped(operation.getKey().toUpperCase(Locale.ROOT)))
                        .append("</th><td><code>")
                        .append(escaped(path.getKey()))
                        .append("</code></td><td>");
                operation(operation.getValue());
                html.append("</td></tr>\n");
            }
        }
        html.append("</table></body></html>\n");
    }

    private void operation(JsonNode operation) {
        html.append(escaped(operation.path("summary").asText())).append("<ul>");
        for (JsonNode parameter : operation.path("parameters")) {
            List<String> how = new ArrayList<>(List.of(parameter.get("in").asText(), type(parameter.path("schema"))));
            if (parameter.path("required").asBoolean()) {
                how.add("required");
            }
            item(
                    "<code>" + escaped(parameter.get("name").asText()) + "</code> (" + escaped(String.join(", ", how))
                            + ")",
                    parameter.path("description").asText());
        }
        content("Body", "", operation.path("requestBody"));
        for (Map.Entry<String, JsonNode> response : operation.path("responses").properties()) {
            if (!response.getKey().equals("default")) {
                content(
                        "Answer " + response.getKey(),
                        response.getValue().path("description").asText(),
                        response.getValue());
            }
        }
        html.append("</ul>");
    }

    /** What has a content: a body, or an answer, which may have none. */
    private void content(String what, String about, JsonNode node) {
        String types = node.path("content").properties().stream()
                .map(type -> " <code>"
                        + escaped(type.getKey() + " " + type(type.getValue().path("schema")))
                                .strip() + "</code>")
                .collect(Collectors.joining(","));
        if (!types.isEmpty() || !about.isEmpty()) {
            item(what + types, about);
        }
    }

    private void item(String what, String about) {
        html.append("<li>")
                .append(what)
                .append(about.isEmpty() ? "" : ": ")
                .append(escaped(about))
                .append("</li>");
    }

    /** As docs/wire.md writes them, with a question mark behind what may be left out. */
    private static String type(JsonNode schema) {
        List<String> required = StreamSupport.stream(schema.path("required").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        return schema.has("properties")
                ? schema.get("properties").properties().stream()
                        .map(key -> key.getKey() + (required.contains(key.getKey()) ? "" : "?") + ": "
                                + type(key.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"))
                : schema.path("type").asText();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

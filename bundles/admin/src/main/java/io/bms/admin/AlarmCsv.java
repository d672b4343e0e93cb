// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.text.Csv;
import io.bms.text.EventTable;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** Events of alarms as a table; for people with times by the clock of {@code zone}. Thread: any. */
record AlarmCsv(Csv csv, ZoneId zone) {
    private static final List<String> TEXTS =
            List.of("event_type", "alarm_id", "priority", "text", "quiet", "by", "via", "note");
    private static final List<String> NUMBERS = List.of("event_id", "occurrence");

    /** All of a response's {@code events}, with a line of names. */
    String rows(JsonNode response) {
        EventTable table = new EventTable(csv, zone, NUMBERS, TEXTS);
        StringBuilder rows = new StringBuilder(table.head());
        for (JsonNode event : response.get("events")) {
            rows.append(table.row(
                    cells(event, NUMBERS), Instant.parse(event.get("timestamp").asText()), cells(event, TEXTS)));
        }
        return rows.toString();
    }

    private static List<String> cells(JsonNode event, List<String> names) {
        return names.stream().map(name -> event.path(name).asText()).toList();
    }
}

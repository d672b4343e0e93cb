// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.text.Csv;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Events of alarms as a table; for people with times by the clock of {@code zone}. Thread: any. */
record AlarmCsv(Csv csv, ZoneId zone) {
    private static final String TIME = "timestamp";
    private static final List<String> TEXTS =
            List.of("event_type", "alarm_id", "priority", "text", "quiet", "by", "via", "note");
    private static final List<String> NUMBERS = List.of("event_id", "occurrence");

    /** All of a response's {@code events}, with a line of names. */
    String rows(JsonNode response) {
        List<String> names = new ArrayList<>(NUMBERS);
        names.addAll(csv.timeNames(TIME, zone));
        names.addAll(TEXTS);
        StringBuilder rows = new StringBuilder(csv.head(names));
        for (JsonNode event : response.get("events")) {
            List<String> cells = new ArrayList<>();
            NUMBERS.forEach(name -> cells.add(csv.number(event.get(name).asText())));
            cells.addAll(csv.time(Instant.parse(event.get(TIME).asText()), zone));
            TEXTS.forEach(name -> cells.add(csv.text(event.path(name).asText())));
            rows.append(csv.row(cells));
        }
        return rows.toString();
    }
}

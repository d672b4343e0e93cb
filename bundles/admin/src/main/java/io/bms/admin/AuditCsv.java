// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import io.bms.api.audit.AuditEntry;
import io.bms.text.Csv;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** The audit as a table; for people with times by the clock of {@code zone}. Thread: any. */
record AuditCsv(Csv csv, ZoneId zone) {
    /** The entries, with a line of names. */
    String rows(List<AuditEntry> entries) {
        List<String> names = new ArrayList<>(List.of("seq"));
        names.addAll(csv.timeNames("timestamp", zone));
        names.addAll(AuditEntry.TEXTS);
        StringBuilder rows = new StringBuilder(csv.head(names));
        for (AuditEntry entry : entries) {
            List<String> cells = new ArrayList<>();
            cells.add(csv.number(String.valueOf(entry.seq())));
            cells.addAll(csv.time(entry.at(), zone));
            entry.texts().forEach(text -> cells.add(csv.text(text)));
            rows.append(csv.row(cells));
        }
        return rows.toString();
    }
}

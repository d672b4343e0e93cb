// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.audit.AuditEntry;
import io.bms.api.audit.AuditLog;
import io.bms.api.audit.AuditQuery;
import io.bms.api.site.SiteTime;
import io.bms.text.Csv;
import io.bms.text.EventTable;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:audit-export}. */
@Service
@Command(
        scope = "bms",
        name = "audit-export",
        description = "Writes all records of the audit to a CSV file, the newest first.")
public final class AuditExportAction implements Action {
    @Option(
            name = "--excel",
            description = "en or de: a file that English or German Excel opens, with the site's clock")
    private String excel = "";

    @Argument(name = "file", required = true, description = "An absolute path on the gateway: /tmp/audit.csv")
    private String file;

    @Reference(optional = true)
    private AuditLog audit;

    @Reference(optional = true)
    @WorksWithout
    private SiteTime time;

    @Reference
    private Session session;

    private long written;

    @Override
    public Object execute() throws Refused, InterruptedException {
        Path to = BackupAction.absolute(file);
        Csv csv = Csv.of(excel).orElseThrow(() -> new Refused("--excel " + excel + " is not known; use en or de."));
        EventTable table = new EventTable(
                csv, time == null ? ZoneOffset.UTC : time.zone(), List.of(AuditEntry.NUMBER), AuditEntry.TEXTS);
        WholeFile.write(to, out -> write(out, table));
        Screen.of(session).println(written + " records are in " + to + ".");
        return null;
    }

    private void write(Writer out, EventTable table) throws IOException {
        out.write(table.head());
        AuditQuery query = AuditQuery.newest(AuditQuery.MAX_LIMIT);
        List<AuditEntry> page = audit.find(query);
        while (!page.isEmpty()) {
            for (AuditEntry entry : page) {
                out.write(table.row(List.of(String.valueOf(entry.seq())), entry.at(), entry.texts()));
                written++;
            }
            page = audit.find(query.below(page.get(page.size() - 1).seq()));
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.audit.AuditEntry;
import io.bms.api.audit.AuditLog;
import io.bms.api.audit.AuditQuery;
import io.bms.api.site.SiteTime;
import io.bms.text.Csv;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
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

    @Reference
    private AuditLog audit;

    @Reference(optional = true)
    private SiteTime time;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused {
        Path to = BackupAction.absolute(file);
        Csv csv = Csv.of(excel).orElseThrow(() -> new Refused("--excel " + excel + " is not known; use en or de."));
        try {
            if (Files.exists(to)) {
                throw new FileAlreadyExistsException(to + " is there already; give another name, or delete it first");
            }
            Screen.of(session).println(export(to, csv) + " records are in " + to + ".");
        } catch (IOException e) {
            throw new Refused("Nothing was exported: " + e.getMessage() + ".");
        }
        return null;
    }

    /** Nobody sees half a file. */
    private long export(Path to, Csv csv) throws IOException {
        Path part = to.resolveSibling(to.getFileName() + ".part");
        try {
            long written;
            try (Writer out =
                    Files.newBufferedWriter(part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
                written = write(out, csv, time == null ? ZoneOffset.UTC : time.zone());
            }
            Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
            return written;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private long write(Writer out, Csv csv, ZoneId zone) throws IOException {
        List<String> names = new ArrayList<>(List.of("seq"));
        names.addAll(csv.timeNames("timestamp", zone));
        names.addAll(AuditEntry.TEXTS);
        out.write(csv.head(names));
        long written = 0;
        AuditQuery query = AuditQuery.newest(AuditQuery.MAX_LIMIT);
        List<AuditEntry> page = audit.find(query);
        while (!page.isEmpty()) {
            for (AuditEntry entry : page) {
                List<String> cells = new ArrayList<>();
                cells.add(csv.number(String.valueOf(entry.seq())));
                cells.addAll(csv.time(entry.at(), zone));
                entry.texts().forEach(text -> cells.add(csv.text(text)));
                out.write(csv.row(cells));
                written++;
            }
            page = audit.find(query.below(page.get(page.size() - 1).seq()));
        }
        return written;
    }
}

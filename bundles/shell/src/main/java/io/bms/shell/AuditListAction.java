// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.audit.AuditEntry;
import io.bms.api.audit.AuditLog;
import io.bms.api.audit.AuditQuery;
import io.bms.api.audit.AuditResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:audit-list}. */
@Service
@Command(
        scope = "bms",
        name = "audit-list",
        description =
                "Lists who did what, from where, and what came of it, the newest first. What is unknown goes on, or was cut"
                        + " off by a crash.")
public final class AuditListAction implements Action {
    @Option(name = "--limit", description = "How many at most, 1 to 1000")
    private int limit = 50;

    @Option(name = "--actor", description = "Only those of this account or user")
    private String actor = "";

    @Option(name = "--text", description = "Only those whose action or object contains it")
    private String text = "";

    @Option(name = "--result", description = "Only these: success, partial, denied, failed or unknown")
    private String result = "";

    @Option(name = "--hours", description = "Only those of so many hours up to now")
    private Integer hours;

    @Option(name = "--whole", description = "Cut nothing off, whatever the terminal's width")
    private boolean whole;

    @Reference(optional = true)
    private AuditLog audit;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused {
        Table table = new Table().ifEmpty("There is no such record.");
        if (whole) {
            table.whole();
        }
        for (String column : new String[] {"Number", "Time", "Who", "What", "To what", "Before", "After", "Result"}) {
            table.column(column);
        }
        for (AuditEntry entry : audit.find(query())) {
            table.row(
                    entry.seq(),
                    entry.at(),
                    entry.act().actor().inWords(),
                    entry.act().action(),
                    entry.act().object(),
                    entry.before().orElse(""),
                    entry.after().orElse(""),
                    entry.outcome().result().wireName()
                            + entry.outcome()
                                    .reason()
                                    .map(reason -> ": " + reason)
                                    .orElse(""));
        }
        table.print(session);
        return null;
    }

    private AuditQuery query() throws Refused {
        try {
            return new AuditQuery(
                    given(actor),
                    given(text),
                    given(result).map(AuditResult::of),
                    Optional.ofNullable(hours).map(back -> Instant.now().minus(Duration.ofHours(back))),
                    Optional.empty(),
                    OptionalLong.empty(),
                    limit);
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
    }

    private static Optional<String> given(String option) {
        return Optional.of(option).filter(value -> !value.isBlank());
    }
}

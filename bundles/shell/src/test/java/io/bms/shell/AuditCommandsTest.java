// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.audit.AuditAct;
import io.bms.api.audit.AuditActor;
import io.bms.api.audit.AuditEntry;
import io.bms.api.audit.AuditLog;
import io.bms.api.audit.AuditOutcome;
import io.bms.api.audit.AuditResult;
import io.bms.testkit.FakeAudit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The commands about the audit, as they are typed. */
public class AuditCommandsTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final FakeAudit audit = new FakeAudit();

    private static AuditEntry entry(long seq, AuditResult result) {
        return new AuditEntry(
                seq,
                THEN,
                new AuditAct(
                        AuditActor.rest("anna", "10.0.0.7"),
                        "set_value_to_point",
                        "1002.analogValue.101",
                        Optional.of("20"),
                        Optional.of("24")),
                AuditOutcome.of(result, Optional.of("because")),
                Optional.empty());
    }

    private String run(Class<?> action, String typed) throws Exception {
        try (TestShell shell = new TestShell(action, (AuditLog) audit)) {
            return shell.run(typed, "");
        }
    }

    @Test
    public void list_saysWhoDidWhat() throws Exception {
        audit.keep(entry(7, AuditResult.DENIED));
        String shown = run(AuditListAction.class, "bms:audit-list --actor anna");
        assertTrue(shown, shown.contains("anna by rest from 10.0.0.7"));
        assertTrue(shown, shown.contains("denied: because"));
    }

    /** The end of an object says which command and client it was. */
    @Test
    public void list_longObject_isCutUnlessAllOfItIsWanted() throws Exception {
        String object = "1002.analogValue.101 " + "of a long name ".repeat(8) + "(command_id c-42, client id page)";
        audit.keep(new AuditEntry(
                8,
                THEN,
                new AuditAct(AuditActor.rest("anna", "10.0.0.7"), "set_value_to_point", object),
                AuditOutcome.of(AuditResult.SUCCESS, Optional.empty()),
                Optional.empty()));
        assertFalse(run(AuditListAction.class, "bms:audit-list").contains("c-42"));
        String whole = run(AuditListAction.class, "bms:audit-list --whole");
        assertTrue(whole, whole.contains(object));
    }

    @Test
    public void list_badOption_saysWhatIsAllowed() {
        Exception refused =
                assertThrows(Exception.class, () -> run(AuditListAction.class, "bms:audit-list --result fine"));
        assertTrue(refused.getMessage(), refused.getMessage().contains("use success, partial, denied"));
    }

    @Test
    public void verify_wholeOrBroken_isSaid() throws Exception {
        assertTrue(run(AuditVerifyAction.class, "bms:audit-verify").contains("The chain is whole: 0 records"));
        Exception broken = assertThrows(
                Exception.class, () -> run(AuditVerifyAction.class, "bms:audit-verify 7 " + "1".repeat(64)));
        assertTrue(
                broken.getMessage(),
                broken.getMessage().contains("The chain is broken: record 7 is another than that of the checkpoint."));
        Exception half = assertThrows(Exception.class, () -> run(AuditVerifyAction.class, "bms:audit-verify 7"));
        assertTrue(half.getMessage(), half.getMessage().contains("Give the hash"));
    }

    @Test
    public void export_allOfThem_pageByPage() throws Exception {
        for (int seq = 2_500; seq > 0; seq--) {
            audit.keep(entry(seq, AuditResult.SUCCESS));
        }
        Path file = folder.getRoot().toPath().resolve("audit.csv");
        assertTrue(run(AuditExportAction.class, "bms:audit-export " + file).contains("2500 records are in"));
        List<String> lines = Files.readAllLines(file);
        assertEquals(2_501, lines.size());
        assertTrue(lines.get(1), lines.get(1).startsWith("2500,2026-01-01T00:00:00.000Z,anna,rest,10.0.0.7,"));
        Exception refused =
                assertThrows(Exception.class, () -> run(AuditExportAction.class, "bms:audit-export " + file));
        assertTrue(refused.getMessage(), refused.getMessage().contains("is there already"));
    }
}

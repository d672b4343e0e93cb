// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class RestoreTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void run_nothingToRestore_changesNothing() throws Exception {
        write("designer.db", "now");
        assertEquals(Optional.empty(), Restore.run(data(), CLOCK));
        assertEquals("now", read("designer.db"));
    }

    @Test
    public void run_intoAnEmptyFolder_bringsAll() throws Exception {
        zip(Map.of("designer.db", "then", "etc/io.bms.mqtt.cfg", "host = a"));
        Restore.run(data(), CLOCK);
        assertEquals("then", read("designer.db"));
        assertEquals("host = a", read("etc/io.bms.mqtt.cfg"));
        assertFalse(Files.exists(data().resolve("restore.zip")));
        assertFalse(Files.exists(data().resolve("restoring")));
    }

    @Test
    public void run_overOthers_movesThemAsideWithTheirLogs() throws Exception {
        write("designer.db", "now");
        write("designer.db-wal", "log of now");
        write("journal.db", "stays");
        zip(Map.of("designer.db", "then"));
        Path aside = Restore.run(data(), CLOCK).orElseThrow();
        assertEquals("then", read("designer.db"));
        assertFalse(Files.exists(data().resolve("designer.db-wal")));
        assertEquals("stays", read("journal.db"));
        assertEquals("now", Files.readString(aside.resolve("designer.db")));
        assertEquals("log of now", Files.readString(aside.resolve("designer.db-wal")));
    }

    @Test
    public void run_afterACrashHalfWay_goesOn() throws Exception {
        write("designer.db", "restored already");
        write("runtime.db", "now");
        write("runtime.db-wal", "log of now");
        write("restoring/runtime.db", "then");
        write("restore.zip", "no longer needed");
        Restore.run(data(), CLOCK);
        assertEquals("restored already", read("designer.db"));
        assertEquals("then", read("runtime.db"));
        assertFalse(Files.exists(data().resolve("runtime.db-wal")));
        assertFalse(Files.exists(data().resolve("restore.zip")));
    }

    @Test
    public void run_halfUnpacked_beginsAnew() throws Exception {
        write("restoring.part/designer.db", "th");
        zip(Map.of("designer.db", "then"));
        Restore.run(data(), CLOCK);
        assertEquals("then", read("designer.db"));
    }

    @Test
    public void run_noBackup_isRefusedAndChangesNothing() throws Exception {
        write("designer.db", "now");
        write("restore.zip", "no zip");
        assertTrue(assertThrows(Refusal.class, () -> Restore.run(data(), CLOCK))
                .getMessage()
                .contains("bms:backup"));
        zip(Map.of("etc/../../outside.cfg", "x"));
        assertThrows(Refusal.class, () -> Restore.run(data(), CLOCK));
        assertEquals("now", read("designer.db"));
    }

    private Path data() {
        return folder.getRoot().toPath();
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(data().resolve(name).getParent());
        Files.writeString(data().resolve(name), text);
    }

    private String read(String name) throws IOException {
        return Files.readString(data().resolve(name));
    }

    private void zip(Map<String, String> content) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(data().resolve("restore.zip")))) {
            for (Map.Entry<String, String> entry : content.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
    }
}

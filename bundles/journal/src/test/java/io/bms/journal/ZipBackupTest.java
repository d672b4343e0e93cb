// SPDX-License-Identifier: GPL-3.0-only
package io.bms.journal;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class ZipBackupTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:15:30.250Z");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path data;
    private Path file;
    private SqliteLedger ledger;
    private ZipBackup backup;

    @Before
    public void start() throws IOException {
        data = folder.newFolder("data").toPath();
        file = folder.getRoot().toPath().resolve("backup.zip");
        ledger = new SqliteLedger(data);
        ledger.begin("reboot", "c1", "d1", "", NOW);
        Files.copy(data.resolve("journal.db"), data.resolve("designer.db"));
        // It is in no backup.
        Files.copy(data.resolve("journal.db"), data.resolve("audit.db"));
        Files.createDirectories(data.resolve("etc"));
        Files.writeString(data.resolve("etc/io.bms.mqtt.cfg"), "host = a");
        Files.writeString(data.resolve("bms.pid"), "1");
        Files.writeString(data.resolve("admin-password"), "to be read once");
        backup = new ZipBackup(data, () -> Long.MAX_VALUE);
    }

    @After
    public void stop() {
        ledger.close();
    }

    @Test
    public void write_whileOpen_holdsWhatIsCommittedAndNothingElse() throws IOException {
        backup.write(file);
        assertEquals(List.of("designer.db", "etc/io.bms.mqtt.cfg", "journal.db"), names());
        Path copy = folder.newFolder("restored").toPath();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Files.copy(zip.getInputStream(zip.getEntry("journal.db")), copy.resolve("journal.db"));
        }
        SqliteLedger restored = new SqliteLedger(copy);
        assertEquals(
                "d1",
                restored.begin("reboot", "c1", "d1", "", NOW).orElseThrow().digest());
        restored.close();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertFalse(Files.exists(data.resolve("backup.copy")));
    }

    @Test
    public void write_overAnotherFile_isRefused() throws IOException {
        Files.writeString(file, "mine");
        assertThrows(IOException.class, () -> backup.write(file));
        assertEquals("mine", Files.readString(file));
    }

    @Test
    public void restoreAtNextStart_aBackup_isLeftForTheLauncher() throws IOException {
        backup.write(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        backup.restoreAtNextStart(file);
        assertEquals(-1, Files.mismatch(file, data.resolve(ZipBackup.RESTORE)));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(ZipBackup.RESTORE))));
    }

    @Test
    public void restoreAtNextStart_moreThanThereIsRoomFor_isRefusedInWords() throws IOException {
        backup.write(file);
        backup = new ZipBackup(data, () -> 2048);
        refused("there is room for 2 KiB; make room first");
        assertFalse(Files.exists(data.resolve(ZipBackup.RESTORE)));
    }

    @Test
    public void restoreAtNextStart_somethingElse_isRefusedInWords() throws IOException {
        backup.write(file);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
        refused("no whole backup");
        Files.writeString(file, "no zip");
        refused("no whole backup");
        try (java.util.zip.ZipOutputStream zip = new java.util.zip.ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("designer.db"));
            zip.write(new byte[5000]);
        }
        refused("damaged");
        assertFalse(Files.exists(data.resolve(ZipBackup.RESTORE)));
    }

    private void refused(String words) {
        String message = assertThrows(IOException.class, () -> backup.restoreAtNextStart(file))
                .getMessage();
        assertTrue(message, message.contains(words));
    }

    private List<String> names() throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return List.copyOf(zip.stream().map(ZipEntry::getName).collect(Collectors.toCollection(TreeSet::new)));
        }
    }
}

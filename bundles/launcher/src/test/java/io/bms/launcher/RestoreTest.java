// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
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
        assertTrue(assertThrows(CannotStartException.class, () -> Restore.run(data(), CLOCK))
                .getMessage()
                .contains("bms:backup"));
        zip(Map.of("etc/../../outside.cfg", "x"));
        assertThrows(CannotStartException.class, () -> Restore.run(data(), CLOCK));
        assertEquals("now", read("designer.db"));
    }

    @Test
    public void run_packedAgainByAFileManager_isRestored() throws Exception {
        for (boolean stored : new boolean[] {false, true}) {
            write("designer.db", "now");
            Map<String, String> content = new LinkedHashMap<>();
            content.put("__MACOSX/", "");
            content.put("__MACOSX/gateway/._designer.db", "mac");
            content.put("gateway/etc/", "");
            content.put("gateway/etc/io.bms.mqtt.cfg", "host = a");
            content.put("gateway/", "");
            content.put("gateway/.DS_Store", "mac");
            content.put("gateway/read me.txt", "a word");
            content.put("gateway/designer.db", "then");
            zip(content, stored);
            Restore.run(data(), CLOCK);
            assertEquals("then", read("designer.db"));
            assertEquals("host = a", read("etc/io.bms.mqtt.cfg"));
            assertFalse(Files.exists(data().resolve("read me.txt")));
            try (Stream<Path> former = Files.list(data())) {
                for (Path aside : former.filter(
                                file -> file.getFileName().toString().startsWith("before-"))
                        .toList()) {
                    Files.move(aside, folder.getRoot().toPath().resolve("was-" + stored));
                }
            }
        }
    }

    @Test
    public void run_whatIsNoWholeBackup_isRefusedInASentence() throws Exception {
        write("designer.db", "now");
        for (Map<String, String> content : List.of(
                Map.of("a/designer.db", "x", "../b.db", "x"),
                Map.of("designer.db", "x", "/etc/passwd", "x"),
                Map.of("designer.db", "x", "\\etc\\passwd", "x"),
                Map.of("a\\designer.db", "x", "a\\etc\\..\\..\\b.db", "x"),
                Map.of("a/designer.db", "x", "b/designer.db", "x"),
                Map.of("designer.db", "x", "b\\designer.db", "x"),
                Map.of("a/etc/b.cfg", "x", "a\\etc\\b.cfg", "x", "a/designer.db", "x"),
                Map.of("journal.db", "x"),
                Map.of("__MACOSX/designer.db", "x"))) {
            zip(content);
            String message = assertThrows(CannotStartException.class, () -> Restore.run(data(), CLOCK))
                    .getMessage();
            assertTrue(message, message.contains("cannot be restored (it h") && message.contains("bms:backup"));
            assertEquals("now", read("designer.db"));
        }
        assertEquals(
                "restore.zip.refused", Restore.setAside(data()).getFileName().toString());
        assertEquals(Optional.empty(), Restore.run(data(), CLOCK));
        assertEquals("now", read("designer.db"));
    }

    @Test
    public void run_packedByWindows_isRestored() throws Exception {
        zip(Map.of("gateway\\designer.db", "then", "gateway\\etc\\io.bms.mqtt.cfg", "host = a"));
        Restore.run(data(), CLOCK);
        assertEquals("then", read("designer.db"));
        assertEquals("host = a", read("etc/io.bms.mqtt.cfg"));
    }

    @Test
    public void run_severalBackups_areNamed() throws Exception {
        zip(Map.of("a/designer.db", "x", "b/designer.db", "y"));
        String message = refusal(Long.MAX_VALUE);
        assertTrue(message, message.contains("several backups") && message.contains("a/designer.db"));
        assertTrue(message, message.contains("b/designer.db") && message.contains("leave one in it"));
    }

    @Test
    public void run_databases_areForTheirOwnerOnly() throws Exception {
        zip(Map.of("designer.db", "then", "history.db", "then"));
        Restore.run(data(), CLOCK);
        for (String name : List.of("designer.db", "history.db")) {
            assertEquals(
                    name,
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(data().resolve(name))));
        }
    }

    @Test
    public void run_firstPassword_isNotTheOneOfOtherAccounts() throws Exception {
        write("admin-password", "of the accounts that were here");
        zip(Map.of("designer.db", "then", "admin-password", "in an old backup"));
        Path aside = Restore.run(data(), CLOCK).orElseThrow();
        assertFalse(Files.exists(data().resolve("admin-password")));
        assertEquals("of the accounts that were here", Files.readString(aside.resolve("admin-password")));
    }

    @Test
    public void run_moreThanThereIsRoomFor_isRefusedAndChangesNothing() throws Exception {
        write("designer.db", "now");
        zip(Map.of("designer.db", "0".repeat(1_000_000)));
        assertTrue(Files.size(data().resolve("restore.zip")) < 10_000);
        String message = refusal(500_000);
        assertTrue(message, message.contains("unpacks to 976 KiB, and there is room for 488 KiB; make room first"));
        assertEquals("now", read("designer.db"));
    }

    @Test
    public void run_longerThanItSays_isRefused() throws Exception {
        zip(Map.of("designer.db", "0".repeat(1_000_000)));
        byte[] bytes = Files.readAllBytes(data().resolve("restore.zip"));
        int directory = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("PK\1\2");
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(directory + 24, 1000);
        Files.write(data().resolve("restore.zip"), bytes);
        String message = refusal(500_000);
        assertTrue(message, message.contains("designer.db in it is longer than it says"));
    }

    private String refusal(long room) {
        return assertThrows(CannotStartException.class, () -> Restore.run(data(), CLOCK, () -> room))
                .getMessage();
    }

    @Test
    public void run_storedEntryDamaged_isRefused() throws Exception {
        write("designer.db", "now");
        zip(Map.of("designer.db", "then, stored as it is"), true);
        byte[] bytes = Files.readAllBytes(data().resolve("restore.zip"));
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("stored as");
        bytes[at] ^= 1;
        Files.write(data().resolve("restore.zip"), bytes);
        assertTrue(assertThrows(CannotStartException.class, () -> Restore.run(data(), CLOCK))
                .getMessage()
                .contains("damaged"));
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
        zip(content, false);
    }

    private void zip(Map<String, String> content, boolean stored) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(data().resolve("restore.zip")))) {
            for (Map.Entry<String, String> entry : content.entrySet()) {
                byte[] bytes = entry.getValue().getBytes(StandardCharsets.UTF_8);
                ZipEntry described = new ZipEntry(entry.getKey());
                if (stored) {
                    CRC32 sum = new CRC32();
                    sum.update(bytes);
                    described.setMethod(ZipEntry.STORED);
                    described.setSize(bytes.length);
                    described.setCrc(sum.getValue());
                }
                zip.putNextEntry(described);
                zip.write(bytes);
                zip.closeEntry();
            }
        }
    }
}

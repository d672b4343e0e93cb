// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sqlite;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class DatabaseTest {
    static final Schema WORDS = new Schema("words", List.of(List.of("CREATE TABLE word (text TEXT)")));
    private static final Schema NUMBERS =
            new Schema("numbers", List.of(List.of("CREATE TABLE number (value INTEGER)")));
    private static final int NORMAL = 1;
    private static final int FULL = 2;
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T10:15:30.250Z"), ZoneOffset.UTC);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path file;

    @Before
    public void place() {
        file = folder.getRoot().toPath().resolve("data/designer.db");
    }

    @Test
    public void transact_returns_isCommittedForTheNextOpener() {
        try (Database database = open(WORDS)) {
            add(database, "kept");
        }
        assertEquals(List.of("kept"), words());
    }

    @Test
    public void transactUnsynced_returnsOrThrows_doesNotWaitForTheDiskAndTheNextOneDoes() {
        try (Database database = open(WORDS)) {
            assertEquals(NORMAL, (int) database.transactUnsynced(DatabaseTest::synchronous));
            assertEquals(FULL, (int) database.transact(DatabaseTest::synchronous));
            assertThrows(
                    IllegalStateException.class,
                    () -> database.transactUnsynced(connection -> {
                        throw new IllegalStateException("on purpose");
                    }));
            assertEquals(FULL, (int) database.transact(DatabaseTest::synchronous));
        }
    }

    /** What SQLite itself says of the connection (sqlite.org/pragma.html#pragma_synchronous). */
    private static int synchronous(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA synchronous")) {
            return row.getInt(1);
        }
    }

    @Test
    public void transact_throws_undoesTheWholeOfIt() {
        try (Database database = open(WORDS)) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> database.transact(connection -> {
                        insert(connection, "lost");
                        throw new IllegalArgumentException("midway");
                    }));
            add(database, "after");
        }
        assertEquals(List.of("after"), words());
    }

    @Test
    public void transact_badSql_namesTheFile() {
        try (Database database = open(WORDS)) {
            UncheckedIOException e = assertThrows(
                    UncheckedIOException.class,
                    () -> database.transact(connection ->
                            connection.prepareStatement("SELECT * FROM nothing").execute()));
            assertTrue(e.getMessage(), e.getMessage().contains(file.toString()));
        }
    }

    @Test
    public void transact_closed_isRefused() {
        Database database = open(WORDS);
        database.close();
        assertThrows(IllegalStateException.class, () -> add(database, "late"));
    }

    @Test
    public void open_full_setsWhatKeepsDataSafe() {
        try (Database database = open(WORDS)) {
            assertEquals("wal", pragma(database, "journal_mode"));
            assertEquals("2", pragma(database, "synchronous"));
            assertEquals("1", pragma(database, "foreign_keys"));
            assertEquals("10000", pragma(database, "busy_timeout"));
            assertEquals("256", pragma(database, "wal_autocheckpoint"));
            assertEquals("1048576", pragma(database, "journal_size_limit"));
        }
    }

    @Test
    public void open_normal_syncsLess() {
        try (Database database = Database.open(file, Durability.NORMAL, WORDS)) {
            assertEquals("1", pragma(database, "synchronous"));
        }
    }

    @Test
    public void open_newFile_onlyItsOwnerMayRead() throws IOException {
        try (Database database = open(WORDS)) {
            add(database, "secret");
            assertEquals("rw-------", permissions(file));
            assertEquals("rw-------", permissions(Path.of(file + "-wal")));
        }
    }

    @Test
    public void open_laterVersion_runsOnlyWhatIsMissing() {
        try (Database database = open(WORDS)) {
            add(database, "old");
        }
        Schema later = new Schema(
                "words",
                List.of(
                        WORDS.migrations().get(0),
                        List.of("ALTER TABLE word ADD COLUMN language TEXT", "UPDATE word SET language = 'en'")));
        try (Database database = open(later)) {
            assertEquals(List.of("en"), database.read(connection -> column(connection, "SELECT language FROM word")));
        }
    }

    @Test
    public void open_failedMigration_leavesTheVersionBefore() {
        Schema broken = new Schema(
                "words",
                List.of(
                        WORDS.migrations().get(0),
                        List.of("INSERT INTO word VALUES ('half')", "INSERT INTO nowhere VALUES (1)")));
        assertThrows(UncheckedIOException.class, () -> open(broken));
        assertEquals(List.of(), words());
    }

    @Test
    public void open_newerVersion_isRefusedInClearWords() {
        open(new Schema("words", List.of(WORDS.migrations().get(0), List.of("ALTER TABLE word ADD COLUMN more TEXT"))))
                .close();
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> open(WORDS));
        assertTrue(e.getMessage(), e.getMessage().contains("words tables of version 2"));
        assertTrue(e.getMessage(), e.getMessage().contains("this one knows version 1"));
    }

    /** As after an update that migrated and was taken back: what was before reads and writes it, and the next too. */
    @Test
    public void open_newerVersionThatOnlyAdded_isReadByTheOneBefore() {
        Schema expanded = new Schema(
                "words",
                List.of(
                        WORDS.migrations().get(0),
                        List.of(
                                "ALTER TABLE word ADD COLUMN language TEXT DEFAULT 'en'",
                                "CREATE TABLE tongue (name)")),
                1);
        try (Database database = open(WORDS)) {
            add(database, "old");
        }
        open(expanded).close();
        try (Database database = open(WORDS)) {
            add(database, "between");
        }
        assertEquals(List.of("old", "between"), words());
        try (Database database = open(expanded)) {
            assertEquals(
                    List.of("en", "en"), database.read(connection -> column(connection, "SELECT language FROM word")));
        }
        Schema incompatible = new Schema(
                "words",
                List.of(WORDS.migrations().get(0), expanded.migrations().get(1), List.of("DROP TABLE tongue")),
                2);
        open(incompatible).close();
        assertThrows(IllegalStateException.class, () -> open(WORDS));
        open(expanded).close();
        assertThrows(IllegalArgumentException.class, () -> new Schema("words", WORDS.migrations(), 2));
    }

    @Test
    public void open_fileOfBeforeThereWasReadableFrom_isMigrated() {
        open(WORDS).close();
        try (Database database = open(NUMBERS)) {
            database.transact(
                    connection -> execute(connection, "ALTER TABLE schema_version DROP COLUMN readable_from"));
        }
        assertEquals(List.of(), words());
        open(new Schema("words", List.of(WORDS.migrations().get(0), List.of("DROP TABLE word"))))
                .close();
        assertThrows(IllegalStateException.class, () -> open(WORDS));
    }

    @Test
    public void open_twoOwnersAtOnce_shareTheFile() {
        try (Database words = open(WORDS);
                Database numbers = open(NUMBERS)) {
            add(words, "one");
            numbers.transact(connection -> execute(connection, "INSERT INTO number VALUES (1)"));
            assertEquals(List.of("1"), numbers.read(connection -> column(connection, "SELECT value FROM number")));
        }
    }

    @Test
    public void open_garbage_setsItAside() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "this was a database once".repeat(100));
        try (Database database = Database.open(impatient(), Durability.FULL, WORDS)) {
            add(database, "anew");
            Path aside = file.resolveSibling("designer.db.damaged-20261123T101530250Z");
            assertEquals(List.of(aside), database.setAside());
            assertTrue(Files.readString(aside).startsWith("this was a database once"));
        }
        assertEquals(List.of("anew"), words());
    }

    @Test
    public void open_overwrittenPage_setsItAside() throws IOException {
        try (Database database = open(WORDS)) {
            for (int i = 0; i < 200; i++) {
                add(database, "word " + i + " ".repeat(100));
            }
        }
        overwriteAPage();
        assertEquals(List.of(), words());
    }

    @Test
    public void open_overwrittenPageWhileAnotherUsesIt_isRefused() throws IOException {
        try (Database other = open(NUMBERS)) {
            try (Database database = open(WORDS)) {
                for (int i = 0; i < 200; i++) {
                    add(database, "word " + i + " ".repeat(100));
                }
            }
            other.read(connection -> column(connection, "PRAGMA wal_checkpoint(TRUNCATE)"));
            overwriteAPage();
            UncheckedIOException e =
                    assertThrows(UncheckedIOException.class, () -> Database.open(impatient(), Durability.FULL, WORDS));
            assertTrue(e.getMessage(), e.getMessage().contains("while other parts of the gateway use it"));
        }
        assertEquals(List.of(), words());
    }

    @Test
    public void open_manyAtOnceOnADamagedFile_setItAsideOnce() throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "this was a database once".repeat(100));
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Callable<Database>> openers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Schema schema = new Schema("owner" + i, List.of(List.of("CREATE TABLE of_owner_" + i + " (x)")));
                openers.add(() -> open(schema));
            }
            List<Database> databases = opened(threads.invokeAll(openers));
            assertEquals(1, databases.get(0).setAside().size());
            assertEquals(
                    List.of("6"),
                    databases.get(0).read(connection -> column(connection, "SELECT count(*) FROM schema_version")));
            databases.forEach(Database::close);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    public void kill_midTransaction_keepsTheCommittedAndLosesTheRest() throws Exception {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HalfWriter.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("midway", out.readLine());
        } finally {
            writer.destroyForcibly().waitFor();
        }
        assertTrue("killed with a WAL left behind", Files.size(Path.of(file + "-wal")) > 0);
        assertEquals(List.of("committed"), words());
    }

    private Database open(Schema schema) {
        return Database.open(file, Durability.FULL, schema);
    }

    private DatabaseFile impatient() {
        return new DatabaseFile(file, Duration.ofMillis(50), CLOCK);
    }

    private List<String> words() {
        try (Database database = open(WORDS)) {
            return database.read(connection -> column(connection, "SELECT text FROM word ORDER BY rowid"));
        }
    }

    private void overwriteAPage() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        java.util.Arrays.fill(bytes, 3 * 4096, 5 * 4096, (byte) 0x5a);
        Files.write(file, bytes, StandardOpenOption.WRITE);
    }

    private static List<Database> opened(List<Future<Database>> futures)
            throws InterruptedException, ExecutionException {
        List<Database> databases = new ArrayList<>();
        for (Future<Database> future : futures) {
            databases.add(future.get());
        }
        return databases;
    }

    static void add(Database database, String word) {
        database.transact(connection -> insert(connection, word));
    }

    static boolean insert(Connection connection, String word) throws SQLException {
        return execute(connection, "INSERT INTO word (text) VALUES ('" + word + "')");
    }

    private static boolean execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
        }
    }

    private static String pragma(Database database, String name) {
        return database.read(connection -> column(connection, "PRAGMA " + name)).get(0);
    }

    private static List<String> column(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}

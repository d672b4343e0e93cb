// SPDX-License-Identifier: GPL-3.0-only
package io.bms.journal;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.bms.api.command.CommandLedger.Entry;
import io.bms.sqlite.Database;
import io.bms.sqlite.Durability;
import io.bms.sqlite.Schema;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class SqliteLedgerTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:15:30.250Z");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private SqliteLedger ledger;

    @Before
    public void start() {
        ledger = new SqliteLedger(folder.getRoot().toPath());
    }

    @After
    public void stop() {
        ledger.close();
    }

    @Test
    public void begin_first_isEmptyAndRemembersOverARestart() {
        assertEquals(Optional.empty(), ledger.begin("reboot", "c1", "d1", "", NOW));
        restart();
        assertEquals(
                Optional.of(new Entry("reboot", "c1", "d1", NOW, List.of(), "")),
                ledger.begin("reboot", "c1", "d2", "", NOW.plusSeconds(1)));
    }

    @Test
    public void begin_sameIdOfAnotherCommand_isAnother() {
        ledger.begin("reboot", "c1", "d1", "", NOW);
        assertEquals(Optional.empty(), ledger.begin("get_config", "c1", "d1", "", NOW));
    }

    @Test
    public void finish_begun_givesTheResponseBackAsItWas() {
        List<String> response = List.of("{\"part\":1,\"name\":\"Zähler; \\n\"}", "", "12:34");
        ledger.begin("get_config", "c1", "d1", "", NOW);
        ledger.finish("get_config", "c1", response);
        restart();
        assertEquals(
                Optional.of(new Entry("get_config", "c1", "d1", NOW, response, "")),
                ledger.begin("get_config", "c1", "d1", "", NOW));
    }

    @Test
    public void finish_emptyResponse_isRefused() {
        ledger.begin("reboot", "c1", "d1", "", NOW);
        assertThrows(IllegalArgumentException.class, () -> ledger.finish("reboot", "c1", List.of()));
    }

    @Test
    public void forget_olderOnes_leavesTheRest() {
        ledger.begin("reboot", "old", "d1", "", NOW);
        ledger.begin("reboot", "young", "d1", "", NOW.plusMillis(1));
        ledger.forget(NOW.plusMillis(1));
        assertEquals(Optional.empty(), ledger.begin("reboot", "old", "d1", "", NOW));
        assertEquals(
                NOW.plusMillis(1),
                ledger.begin("reboot", "young", "d1", "", NOW).orElseThrow().begun());
    }

    @Test
    public void finish_forgotten_staysForgotten() {
        ledger.begin("reboot", "c1", "d1", "", NOW);
        ledger.forget(NOW.plus(Duration.ofMinutes(10)));
        ledger.finish("reboot", "c1", List.of("{}"));
        assertEquals(Optional.empty(), ledger.begin("reboot", "c1", "d1", "", NOW));
    }

    @Test
    public void begin_manyAtOnce_oneIsTheFirst() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Optional<Entry>>> callers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String digest = "d" + i;
                callers.add(() -> ledger.begin("reboot", "c1", digest, "", NOW));
            }
            int first = 0;
            for (Future<Optional<Entry>> answer : threads.invokeAll(callers)) {
                first += answer.get().isEmpty() ? 1 : 0;
            }
            assertEquals(1, first);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    public void open_fileOfTheFirstVersion_keepsItsCommandsAndOwesNoAnswer() {
        ledger.close();
        Path old = folder.getRoot().toPath().resolve("old");
        Schema first = new Schema("ledger", LedgerTable.SCHEMA.migrations().subList(0, 1));
        try (Database database = Database.open(old.resolve("journal.db"), Durability.FULL, first)) {
            database.transact(connection -> connection
                    .createStatement()
                    .executeUpdate("INSERT INTO command"
                            + " (name, command_id, digest, begun_ms, response) VALUES ('reboot', 'c1', 'd1', "
                            + NOW.toEpochMilli() + ", '')"));
        }
        ledger = new SqliteLedger(old);
        assertEquals(List.of(), ledger.undelivered());
        assertEquals(
                Optional.of(new Entry("reboot", "c1", "d1", NOW, List.of(), "")),
                ledger.begin("reboot", "c1", "d1", "", NOW));
    }

    private void restart() {
        ledger.close();
        start();
    }
}

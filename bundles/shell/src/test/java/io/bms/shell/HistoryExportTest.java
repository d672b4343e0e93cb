// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.audit.AuditActor;
import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.history.HistoryPage;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.site.SiteTime;
import io.bms.testkit.FakeSiteStore;
import io.bms.testkit.InsideDispatcher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class HistoryExportTest {
    private static final String POINT = "7.analogInput.1";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** Has one sample. */
    private static final class History extends InsideDispatcher {
        @Override
        public CompletionStage<CommandResult> dispatch(
                AuditActor by, Command command, Consumer<DiscoveryProgress> progress) {
            PointId point = PointId.parse(POINT);
            Sample sample = new Sample(
                    point,
                    new PointValue.Real(21.5f),
                    Quality.GOOD,
                    Set.of(),
                    Instant.parse("2026-07-01T12:00:00Z"),
                    Duration.ofSeconds(30));
            return CompletableFuture.completedFuture(new CommandResult.SampleHistory(
                    new HistoryPage<>(
                            List.of(new HistoryPage.Series<>(point, List.of(sample))), Optional.empty(), Set.of()),
                    Map.of()));
        }
    }

    private String run(String options, String file, Object... services) throws Exception {
        Path to = folder.getRoot().toPath().resolve(file);
        try (TestShell shell = new TestShell(HistoryExportAction.class, services)) {
            shell.run("bms:history-export " + options + " " + to + " " + POINT, "");
        }
        return Files.readString(to);
    }

    @Test
    public void excel_timesAreByTheSitesClock() throws Exception {
        SiteTime tokyo = () -> ZoneId.of("Asia/Tokyo");
        String table = run("--excel en", "a.csv", new FakeSiteStore(), new History(), tokyo);
        assertTrue(table, table.contains("timestamp (Asia/Tokyo),timestamp (UTC)"));
        assertTrue(table, table.contains("2026-07-01 21:00:00.000,2026-07-01 12:00:00.000,7.analogInput.1,,21.5,good"));
    }

    @Test
    public void excel_nobodyKnowsTheSitesClock_timesAreByThatOfThisMachine() throws Exception {
        String table = run("--excel de", "a.csv", new FakeSiteStore(), new History());
        assertTrue(table, table.contains("timestamp (" + ZoneId.systemDefault().getId() + ")"));
    }

    @Test
    public void optionsThatDoNotFit_areRefusedAndLeaveNoFile() {
        String words = assertThrows(
                        Refused.class, () -> run("--excel de", "a.json", new FakeSiteStore(), new History()))
                .getMessage();
        assertTrue(words, words.contains(".csv"));
        words = assertThrows(Refused.class, () -> run("--excel fr", "a.csv", new FakeSiteStore(), new History()))
                .getMessage();
        assertEquals("--excel fr is not known; use en or de.", words);
        assertArrayEquals(new String[0], folder.getRoot().list());
    }
}

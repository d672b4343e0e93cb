// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import static org.junit.Assert.assertEquals;

import io.bms.api.update.UpdatePlan;
import io.bms.api.update.UpdateState;
import io.bms.api.update.UpdateVerdict;
import io.bms.disk.Disk;
import io.bms.testkit.ManualClock;
import io.bms.testkit.ManualScheduler;
import io.bms.update.Signers;
import io.bms.update.UpdateManifest;
import io.bms.update.folder.UpdateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** An update is in force, and another is on trial. */
public class FieldUpdaterTest {
    private static final String OLD = "1-old";
    private static final String NEW = "2-new";

    @Rule
    public final TemporaryFolder root = new TemporaryFolder();

    private final ManualClock clock = new ManualClock();
    private final ManualScheduler thread = new ManualScheduler(clock);
    private final FakeFramework framework = new FakeFramework(clock);
    private UpdateFolder folder;
    private FieldUpdater updater;

    @Before
    public void installed() throws IOException {
        Path home = root.getRoot().toPath().resolve("home");
        Path data = root.getRoot().toPath().resolve("data");
        features(home.resolve("system"), "0.1.0");
        features(UpdateFolder.repository(data), "0.1.1");
        features(UpdateFolder.repository(data), "0.1.2");
        folder = new UpdateFolder(Disk.real(), data, clock);
        folder.remember("here");
        folder.commit(OLD);
        Path set = Files.createDirectories(folder.sets().resolve(OLD));
        Files.writeString(set.resolve("set.properties"), "feature=bms-gateway/0.1.1\n");
        updater = new FieldUpdater(
                new UpdaterSettings(Signers.EITHER, Duration.ofSeconds(120), Duration.ofSeconds(60), Set.of()),
                home,
                data,
                Disk.real(),
                clock,
                thread,
                framework);
    }

    private static void features(Path repository, String version) throws IOException {
        Path file = repository.resolve(UpdateManifest.featuresPath(version));
        Files.createDirectories(file.getParent());
        Files.writeString(file, "<bundle>mvn:io.bms/bms-bacnet/" + version + "</bundle>");
    }

    private UpdatePlan takenBack() {
        var verdict = updater.rollBack().toCompletableFuture();
        thread.runPending();
        return ((UpdateVerdict.Taken) verdict.join()).plan();
    }

    private List<String> outcomes() throws IOException {
        return folder.history().stream()
                .map(entry -> entry.id() + " " + entry.outcome())
                .toList();
    }

    /** What is in force stays so, and no restart comes before the answer is out. */
    @Test
    public void rollBack_whileAnotherWasStartedOnTrial_endsTheTrialByARestart() throws IOException {
        framework.running = "0.1.2";
        folder.putOnTrial(NEW, 1);
        UpdatePlan plan = takenBack();
        assertEquals(UpdatePlan.Way.RESTART, plan.way());
        assertEquals(OLD, plan.id());
        assertEquals(List.of("bacnet 0.1.2 -> 0.1.1"), plan.changes());
        assertEquals(Optional.of(OLD), folder.committed());
        assertEquals(Optional.empty(), folder.trial());
        assertEquals(List.of(NEW + " taken back: by hand"), outcomes());
        assertEquals(List.of("restart in 1 s"), framework.done);
    }

    @Test
    public void rollBack_whileAnotherWaitsForItsFirstStart_forgetsIt() throws IOException {
        framework.running = "0.1.1";
        folder.putOnTrial(NEW, 0);
        UpdatePlan plan = takenBack();
        assertEquals(List.of(), plan.changes());
        assertEquals(Optional.of(OLD), folder.committed());
        assertEquals(Optional.empty(), folder.trial());
        assertEquals(List.of(NEW + " taken back: by hand"), outcomes());
        thread.advance(Duration.ofMinutes(1));
        assertEquals("nothing of what runs changes", List.of(), framework.done);
        assertEquals(UpdateState.Phase.IDLE, updater.state().phase());
        takenBack();
        assertEquals("the next one takes back what is in force", Optional.empty(), folder.committed());
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.update.SoftwareStatus;
import io.bms.api.update.UpdatePlan;
import io.bms.api.update.UpdateRecord;
import io.bms.api.update.UpdateState.Phase;
import io.bms.api.update.UpdateVerdict;
import io.bms.testkit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A package of a whole distribution, at the door of shell, REST and page, and as it is retained over MQTT. */
public class DistributionPackageTest {
    private static final Duration LATE = Duration.ofSeconds(30);

    @Rule
    public final TemporaryFolder root = new TemporaryFolder();

    private PlayedGateway gateway;
    private Path file;

    @Before
    public void put() throws Exception {
        gateway = new PlayedGateway(root.newFolder().toPath());
        file = Files.write(root.newFile().toPath(), gateway.distribution());
    }

    @After
    public void stop() {
        gateway.close();
    }

    private static UpdatePlan plan(CompletionStage<UpdateVerdict> verdict) {
        return ((UpdateVerdict.Taken) Await.result(verdict, LATE)).plan();
    }

    private SoftwareStatus told() {
        return gateway.told().get(gateway.told().size() - 1);
    }

    private List<String> outcomes() {
        return gateway.updater().history().stream().map(UpdateRecord::outcome).toList();
    }

    @Test
    public void verified_isToldAsADistribution_withWhatPauses_andNothingChanges() throws Exception {
        UpdatePlan plan = plan(gateway.updater().verify(file));
        assertEquals(gateway.id(), plan.id());
        assertEquals(UpdatePlan.Way.DISTRIBUTION, plan.way());
        assertEquals("The gateway has to start anew, since it brings a whole distribution.", plan.reason());
        assertEquals(List.of("the whole distribution, with Karaf, the launcher and bin/bms"), plan.changes());
        assertTrue(plan.pauses().toString(), plan.pauses().get(0).contains("starts anew with another distribution"));
        assertEquals(Optional.empty(), gateway.updater().state().onTrial());
        assertFalse(gateway.restarts());
    }

    private void installed() throws Exception {
        assertEquals(
                UpdatePlan.Way.DISTRIBUTION,
                plan(gateway.updater().install(file, Optional.of(gateway.id()), true))
                        .way());
        assertTrue("it starts anew by itself", gateway.restarts());
        assertEquals(Phase.RESTARTING, told().state().phase());
        assertEquals(Optional.of(gateway.id()), told().state().onTrial());
        assertEquals(List.of(), outcomes());
    }

    @Test
    public void installed_thatLasts_isToldOnceAsInForce() throws Exception {
        installed();
        gateway.restart();
        awaitTold(
                status -> status.state().onTrial().isPresent() && status.state().phase() == Phase.IDLE);
        assertEquals(List.of(), outcomes());
        gateway.lasts();
        awaitTold(status -> status.state().onTrial().isEmpty());
        assertEquals(gateway.id(), told().state().inForce());
        assertEquals("in force", told().last().orElseThrow().outcome());
        assertEquals(List.of("in force"), outcomes());
        UpdatePlan back = plan(gateway.updater().rollBack());
        assertEquals(UpdatePlan.Way.DISTRIBUTION, back.way());
        assertEquals("distribution", back.id());
        assertEquals(List.of("in force", "taken back: by hand"), outcomes());
    }

    @Test
    public void installed_thatDoesNotLast_isToldOnceAsTakenBack_andIsRefusedWhereNobodyWatches() throws Exception {
        installed();
        gateway.restart();
        gateway.fails("it was started 2 times and did not last");
        awaitTold(status -> status.last().isPresent());
        assertEquals("distribution", told().state().inForce());
        String outcome = "taken back: it was started 2 times and did not last";
        assertEquals(outcome, told().last().orElseThrow().outcome());
        assertEquals(List.of(outcome), outcomes());
        UpdateVerdict again = Await.result(gateway.updater().install(file, Optional.empty(), false), LATE);
        assertTrue(again.toString(), again instanceof UpdateVerdict.Refused);
        assertFalse(gateway.restarts());
    }

    private void awaitTold(Predicate<SoftwareStatus> wanted) {
        Await.until(() -> wanted.test(told()), LATE, "it is told");
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import static io.bms.monitoring.Fixture.SECOND;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.site.Site;
import io.bms.api.site.SiteChange;
import io.bms.testkit.Devices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.Test;

/** get_config: what is discovered, deployed, refused. */
public class ConfiguringTest {
    private static final DiscoveryReport ONE =
            new DiscoveryReport(List.of(Devices.discovered(1, 2)), List.of(), List.of());

    private final Fixture fixture = Fixture.running(Site.empty());

    @Test
    public void discover_found_isAddedAndRead() {
        fixture.driver.discoverable(ONE, Duration.ofSeconds(3));
        List<Integer> percents = new ArrayList<>();
        CompletableFuture<CommandResult> answer = fixture.monitoring
                .handle(Fixture.discover(), (DiscoveryProgress progress) -> percents.add(progress.percent()))
                .toCompletableFuture();
        fixture.scheduler.advance(Duration.ofSeconds(3));
        CommandResult.Configured result = (CommandResult.Configured) answer.getNow(null);
        assertEquals(CommandResult.Status.SUCCESS, result.status());
        assertEquals(ONE.devices(), result.devices());
        assertEquals(1, result.configRevision());
        assertEquals(List.of(0, 100), percents);
        assertEquals(Duration.ofSeconds(30), fixture.driver.discoveries().get(0).timeout());
        assertTrue(
                "it answered the discovery",
                fixture.monitoring.device(1).orElseThrow().online());
        fixture.scheduler.advance(Duration.ofSeconds(2));
        assertEquals(2, fixture.sink.samples().size());
    }

    @Test
    public void discover_whileStopped_readsNothing() {
        fixture.carriedOut(new Command.StopMonitoring());
        fixture.driver.discoverable(ONE, Duration.ZERO);
        fixture.carriedOut(Fixture.discover());
        fixture.scheduler.advance(Duration.ofMinutes(1));
        assertEquals(List.of(), fixture.driver.reads());
    }

    @Test
    public void discover_oneAddressSilent_isTimeoutWithWhatWasFound() {
        DiscoveryReport.Unreachable silent =
                new DiscoveryReport.Unreachable("127.0.9.99", new Failure(ErrorCode.DEVICE_TIMEOUT, "no answer"));
        fixture.driver.discoverable(new DiscoveryReport(ONE.devices(), List.of(silent), List.of()), Duration.ZERO);
        CommandResult.Configured result =
                (CommandResult.Configured) fixture.carriedOut(Fixture.discover(Fixture.host(1), "127.0.9.99"));
        assertEquals(CommandResult.Status.TIMEOUT, result.status());
        assertEquals(List.of(silent), result.unreachable());
        assertTrue(result.failure().orElseThrow().message().contains("127.0.9.99"));
        assertEquals(Set.of(1), fixture.store.current().devices().keySet());
    }

    @Test
    public void discover_secondWhileOneRuns_isBusyAndAllowedAgainAfterwards() {
        fixture.driver.discoverable(ONE, Duration.ofSeconds(3));
        CompletableFuture<CommandResult> first = fixture.command(Fixture.discover());
        assertEquals(ErrorCode.BUSY, code(fixture.carriedOut(Fixture.discover())));
        fixture.scheduler.advance(Duration.ofSeconds(3));
        assertTrue(first.isDone());
        CompletableFuture<CommandResult> third = fixture.command(Fixture.discover());
        fixture.scheduler.advance(Duration.ofSeconds(3));
        assertTrue(third.getNow(null).failure().isEmpty());
    }

    @Test
    public void discover_noDriver_saysWhatToInstallAndWorksOnceItIsThere() {
        fixture.monitoring.unbindDriver(fixture.driver);
        CommandResult refused = fixture.carriedOut(Fixture.discover());
        assertEquals(ErrorCode.NOT_CONFIGURED, code(refused));
        assertTrue(refused.failure().orElseThrow().message().contains("feature:install bms-bacnet"));
        fixture.plugDriver();
        assertTrue(fixture.carriedOut(Fixture.discover()).failure().isEmpty());
    }

    @Test
    public void discover_oldRevision_isAConflictBeforeAnyoneIsAsked() {
        assertEquals(ErrorCode.CONFLICT, code(fixture.carriedOut(based(5, true))));
        assertEquals(List.of(), fixture.driver.discoveries());
    }

    @Test
    public void discover_siteMovesOnMeanwhile_isAConflictAndChangesNothing() {
        fixture.driver.discoverable(ONE, Duration.ofSeconds(3));
        CompletableFuture<CommandResult> answer = fixture.command(based(0, true));
        fixture.carriedOut(deploy());
        fixture.scheduler.advance(Duration.ofSeconds(3));
        assertEquals(ErrorCode.CONFLICT, code(answer.getNow(null)));
        assertEquals(Set.of(), fixture.store.current().devices().keySet());
    }

    @Test
    public void discover_driverNeverEnds_isGivenUpAndChangesNothing() {
        fixture.driver.discoverable(ONE, Duration.ofMinutes(10));
        CompletableFuture<CommandResult> answer = fixture.command(Fixture.discover());
        fixture.scheduler.advance(Duration.ofSeconds(39));
        assertFalse(answer.isDone());
        fixture.scheduler.advance(Duration.ofMinutes(20));
        assertEquals(ErrorCode.INTERNAL, code(answer.getNow(null)));
        assertEquals(Site.empty(), fixture.store.current());
    }

    @Test
    public void deploy_withoutDriver_isStoredAtOnce() {
        fixture.monitoring.unbindDriver(fixture.driver);
        CommandResult.Configured result = (CommandResult.Configured) fixture.carriedOut(deploy());
        assertEquals(CommandResult.Status.SUCCESS, result.status());
        assertEquals(1, result.configRevision());
        assertEquals(Optional.of("{}"), fixture.store.current().flow());
        assertEquals(List.of(), fixture.driver.discoveries());
    }

    @Test
    public void discover_deviceTakenForDead_isReadAtOnce() {
        Fixture dead = Fixture.running(Devices.site(Devices.device(1, 2, SECOND)));
        dead.driver.kill(1);
        dead.scheduler.advance(Duration.ofMinutes(20));
        dead.driver.revive(1);
        dead.sink.clear();
        dead.driver.discoverable(ONE, Duration.ZERO);
        dead.carriedOut(Fixture.discover());
        dead.scheduler.advance(SECOND);
        assertTrue("" + dead.sink.samples(), dead.sink.samples().size() >= 2);
    }

    private static Command.GetConfig deploy() {
        return new Command.GetConfig(
                false,
                List.of(),
                List.of(),
                List.of(),
                Optional.of(SECOND),
                Optional.empty(),
                Optional.of(new SiteChange.Flow("{}", Set.of())),
                Optional.empty(),
                Set.of(),
                OptionalLong.empty(),
                false);
    }

    private static Command.GetConfig based(long revision, boolean discover) {
        return new Command.GetConfig(
                discover,
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                OptionalLong.of(revision),
                false);
    }

    private static ErrorCode code(CommandResult result) {
        return result.failure().orElseThrow().code();
    }
}

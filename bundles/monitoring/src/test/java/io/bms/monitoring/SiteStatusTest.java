// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import static io.bms.monitoring.Fixture.SECOND;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.command.Command;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.status.StatusItem;
import io.bms.testkit.Devices;
import io.bms.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import org.junit.Test;

public class SiteStatusTest {
    private final Fixture fixture =
            new Fixture(Devices.site(Devices.device(1, 2, SECOND), Devices.device(2, 3, SECOND)));
    private final SiteStatus status = new SiteStatus(fixture.monitoring, fixture.store, fixture.clock);

    @Test
    public void status_reading_countsDevicesAndPoints() {
        fixture.plugDriver();
        fixture.scheduler.advance(Duration.ofSeconds(2));
        assertEquals(
                List.of(
                        new StatusItem.Monitoring(MonitoringStatus.ACTIVE),
                        new StatusItem.Devices(2, 2),
                        new StatusItem.Points(5)),
                status.status());
    }

    @Test
    public void status_noDriver_isAProblemWithWhatToDoSinceItWasSeen() {
        fixture.scheduler.advance(Duration.ofSeconds(10));
        status.status();
        fixture.scheduler.advance(Duration.ofSeconds(10));
        assertTrue(
                "" + status.status(),
                status.status()
                        .contains(new StatusItem.Problem(
                                "no_driver", Configuring.NO_DRIVER, ManualClock.START.plusSeconds(10))));
    }

    @Test
    public void status_silentDevice_isNamed() {
        fixture.plugDriver();
        fixture.driver.kill(2);
        fixture.scheduler.advance(Duration.ofSeconds(5));
        StatusItem.Problem problem = (StatusItem.Problem) status.status().get(3);
        assertEquals("devices_silent", problem.code());
        assertTrue(problem.message(), problem.message().startsWith("no answer from device 2;"));
        assertTrue(status.status().contains(new StatusItem.Devices(2, 1)));
    }

    @Test
    public void status_stopped_readsNoPoints() {
        fixture.carriedOut(new Command.StopMonitoring());
        assertTrue(status.status().contains(new StatusItem.Points(0)));
        assertTrue(status.status().contains(new StatusItem.Monitoring(MonitoringStatus.STOPPED)));
    }
}

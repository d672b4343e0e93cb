// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.driver.DeviceRef;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.driver.PointDriver;
import io.bms.api.point.PointId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.After;

public class FakeDriverTest extends PointDriverContract {
    private final ManualClock clock = new ManualClock();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final FakeDriver driver = new FakeDriver(clock, scheduler);

    public FakeDriverTest() {
        driver.kill(2);
        driver.delay(2, Duration.ofMillis(100));
        driver.plain(withoutSlots());
        driver.fail(missing(), new Failure(ErrorCode.DEVICE_ERROR, "unknown object"));
        driver.discoverable(
                new DiscoveryReport(List.of(Devices.discovered(1, 2)), List.of(), List.of()), Duration.ZERO);
    }

    @After
    public void end() {
        scheduler.shutdownNow();
    }

    @Override
    protected void closeDriver() {
        driver.close();
    }

    @Override
    protected PointDriver driver() {
        return driver;
    }

    @Override
    protected DeviceRef device() {
        return Devices.discovered(1, 0).ref();
    }

    @Override
    protected List<PointId> points() {
        return List.of(Devices.point(1, 1), Devices.point(1, 2));
    }

    @Override
    protected PointId writable() {
        return Devices.point(1, 2);
    }

    @Override
    protected PointId missing() {
        return Devices.point(1, 99);
    }

    @Override
    protected PointId withoutSlots() {
        return Devices.point(1, 3);
    }

    @Override
    protected DeviceRef silent() {
        return Devices.discovered(2, 0).ref();
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DeviceRef;
import io.bms.api.driver.PointDriver;
import io.bms.api.point.PointId;
import io.bms.testkit.FreePorts;
import io.bms.testkit.PointDriverContract;
import java.util.List;
import org.junit.After;
import org.junit.Before;

/** The driver keeps to what every driver keeps to, over real UDP. */
public class DriverContractTest extends PointDriverContract {
    private TestDevice device;
    private BacnetDriver driver;
    private boolean closed;

    @Before
    public void open() throws Exception {
        int port = FreePorts.udp();
        device = new TestDevice(Loopback.address(), port, 1001)
                .withInputs(3)
                .withValues()
                .start();
        driver = Loopback.driver(Loopback.settings(Loopback.address(), port));
    }

    @After
    public void close() {
        closeDriver();
        device.close();
    }

    @Override
    protected PointDriver driver() {
        return driver;
    }

    @Override
    protected DeviceRef device() {
        return device.ref;
    }

    @Override
    protected List<PointId> points() {
        return List.of(device.point("analogInput", 1), device.point("analogInput", 3), device.point("binaryValue", 1));
    }

    @Override
    protected PointId writable() {
        return device.point("analogValue", 1);
    }

    @Override
    protected PointId missing() {
        return device.point("analogInput", 77);
    }

    @Override
    protected PointId withoutSlots() {
        return device.point("analogValue", 2);
    }

    @Override
    protected void closeDriver() {
        if (!closed) {
            closed = true;
            driver.close();
        }
    }

    @Override
    protected DeviceRef silent() {
        return new DeviceRef(
                9, DeviceAddress.direct(Loopback.address(), device.ref.address().port()));
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import io.bms.api.driver.PointDriver;
import io.bms.api.status.StatusSource;
import io.bms.bacnet.settings.BacnetSettings;
import java.util.Hashtable;
import java.util.Map;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * A driver with its service, whose only property is the network's name. A service that Declarative Services registers
 * has all of the component's configuration for properties, which everybody may read: {@code inboundPassword}, too.
 * Thread: any.
 */
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.bms.api.driver.PointDriver,io.bms.api.status.StatusSource\"")
final class RegisteredDriver implements AutoCloseable {
    private final BacnetDriver driver;
    private final ServiceRegistration<?> registration;

    RegisteredDriver(BundleContext context, BacnetSettings settings) {
        driver = new BacnetDriver(context, settings);
        registration = context.registerService(
                new String[] {PointDriver.class.getName(), StatusSource.class.getName()},
                driver,
                new Hashtable<>(Map.of(PointDriver.NETWORK, settings.network().name())));
    }

    /** Takes the service back, answers what is outstanding, and frees the port. */
    @Override
    public void close() {
        registration.unregister();
        driver.close();
    }
}

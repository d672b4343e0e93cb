// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import io.bms.bacnet.settings.BacnetConfig;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.settings.SettingsKeeper;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** The BACnet network of {@code io.bms.bacnet.cfg}. Thread: that of Declarative Services. */
@Component(
        service = {},
        configurationPid = "io.bms.bacnet",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = BacnetConfig.class)
public final class FirstNetwork {
    private final RegisteredDriver driver;

    @Activate
    public FirstNetwork(BundleContext context, Map<String, Object> properties, @Reference SettingsKeeper keeper) {
        driver = new RegisteredDriver(context, keeper.read(BacnetConfig.class, properties, BacnetSettings::of));
    }

    @Deactivate
    void close() {
        driver.close();
    }
}

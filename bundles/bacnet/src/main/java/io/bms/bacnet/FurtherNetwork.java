// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import io.bms.api.driver.PointDriver;
import io.bms.bacnet.settings.BacnetConfig;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.settings.FactoryName;
import io.bms.settings.SettingsKeeper;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * One more BACnet network, from a file {@code io.bms.bacnet.network-NAME.cfg}: a component of its own, since one has
 * either one configuration or any number of them. Thread: that of Declarative Services.
 */
@Component(
        service = {},
        configurationPid = "io.bms.bacnet.network",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = BacnetConfig.class, factory = true)
public final class FurtherNetwork {
    private static final int LONGEST_NAME = 50;

    private final RegisteredDriver driver;

    @Activate
    public FurtherNetwork(BundleContext context, Map<String, Object> properties, @Reference SettingsKeeper keeper) {
        Map<String, Object> named = new HashMap<>(properties);
        named.putIfAbsent(PointDriver.NETWORK, name(properties));
        driver = new RegisteredDriver(
                context,
                keeper.read(
                        BacnetConfig.class,
                        named,
                        Map.of(PointDriver.NETWORK, name(properties)),
                        FurtherNetwork::settings));
    }

    /**
     * What its file is named by, as far as that can be a network's name: {@code plant} of
     * {@code io.bms.bacnet.network-plant.cfg}.
     */
    static String name(Map<String, Object> properties) {
        return FactoryName.of(properties, LONGEST_NAME);
    }

    private static BacnetSettings settings(BacnetConfig config) {
        if (config.network().equals(BacnetSettings.NetworkName.DEFAULT.name())) {
            throw new IllegalArgumentException(
                    "'default' is the name of the first network, in io.bms.bacnet.cfg;" + " give this one another");
        }
        return BacnetSettings.of(config);
    }

    @Deactivate
    void close() {
        driver.close();
    }
}

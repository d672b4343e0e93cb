// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import io.bms.api.driver.DeviceRef;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.api.driver.Finding;
import io.bms.api.driver.IdentifyOutcome;
import io.bms.api.driver.PointDriver;
import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.driver.ReportListener;
import io.bms.api.driver.WriteOutcome;
import io.bms.api.driver.WriteRequest;
import io.bms.api.point.PointId;
import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusSource;
import io.bms.bacnet.settings.BacnetConfig;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.settings.SettingsKeeper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * One more BACnet network, from a file {@code io.bms.bacnet.network-NAME.cfg}: a driver like the first, since a
 * component has either one configuration or any number of them.
 */
@Component(
        service = {PointDriver.class, StatusSource.class},
        configurationPid = "io.bms.bacnet.network",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = BacnetConfig.class, factory = true)
public final class FurtherNetwork implements PointDriver, StatusSource {
    private static final int LONGEST_NAME = 50;

    private final BacnetDriver driver;

    @Activate
    public FurtherNetwork(BundleContext context, Map<String, Object> properties, @Reference SettingsKeeper keeper) {
        Map<String, Object> named = new HashMap<>(properties);
        named.putIfAbsent(PointDriver.NETWORK, name(properties));
        driver = new BacnetDriver(
                context,
                keeper.read(
                        BacnetConfig.class,
                        named,
                        Map.of(PointDriver.NETWORK, name(properties)),
                        FurtherNetwork::settings));
    }

    /** What its file is named by, as far as that can be a network's name: {@code plant} of {@code io.bms.bacnet.network-plant.cfg}. */
    static String name(Map<String, Object> properties) {
        String pid = String.valueOf(properties.get("service.pid"));
        String name = pid.substring(pid.indexOf('~') + 1).replaceAll("[^A-Za-z0-9_-]", "_");
        return name.substring(0, Math.min(name.length(), LONGEST_NAME));
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

    @Override
    public String version() {
        return driver.version();
    }

    @Override
    public CompletionStage<List<ReadOutcome>> read(DeviceRef device, List<PointId> points) {
        return driver.read(device, points);
    }

    @Override
    public CompletionStage<WriteOutcome> write(WriteRequest request) {
        return driver.write(request);
    }

    @Override
    public CompletionStage<DiscoveryReport> discover(DiscoveryRequest request, Consumer<DiscoveryProgress> progress) {
        return driver.discover(request, progress);
    }

    @Override
    public void watch(DeviceRef device, List<PointId> points, ReportListener listener) {
        driver.watch(device, points, listener);
    }

    @Override
    public Reporting reporting(DeviceRef device) {
        return driver.reporting(device);
    }

    @Override
    public CompletionStage<String> readBy(DeviceRef device, PointId point) {
        return driver.readBy(device, point);
    }

    @Override
    public CompletionStage<Integer> propertiesPerRequest(DeviceRef device) {
        return driver.propertiesPerRequest(device);
    }

    @Override
    public void listen(Consumer<DeviceRef> listener) {
        driver.listen(listener);
    }

    @Override
    public void forget(DeviceRef device) {
        driver.forget(device);
    }

    @Override
    public CompletionStage<List<Finding>> examine() {
        return driver.examine();
    }

    @Override
    public boolean reaches(String host, OptionalInt port) {
        return driver.reaches(host, port);
    }

    @Override
    public CompletionStage<IdentifyOutcome> identify(DeviceRef device) {
        return driver.identify(device);
    }

    @Override
    public CompletionStage<PropertiesOutcome> properties(DeviceRef device, PointId point) {
        return driver.properties(device, point);
    }

    @Override
    public CompletionStage<PropertiesOutcome> property(DeviceRef device, PointId point, String property) {
        return driver.property(device, point, property);
    }

    @Override
    public List<StatusItem> status() {
        return driver.status();
    }
}

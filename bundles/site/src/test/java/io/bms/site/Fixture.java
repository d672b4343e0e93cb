// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.site.MonitorScope;
import io.bms.api.site.MonitoringRule;
import io.bms.api.site.ReadMode;
import io.bms.api.site.SiteChange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/** Devices, rules and changes as the tests need them. */
final class Fixture {
    static final PointId TEMPERATURE = PointId.parse("1001.analogInput.1");
    static final PointId VALVE = PointId.parse("1001.analogOutput.1");
    static final PointId MODE = PointId.parse("1002.multiStateValue.7");
    static final SiteChange NOTHING = SiteChange.monitoring(true);

    private Fixture() {}

    static DiscoveredObject object(PointId id) {
        return new DiscoveredObject(
                id,
                id.objectType() + " " + id.instance(),
                Optional.of("degreesCelsius"),
                Optional.empty(),
                false,
                List.of(),
                OptionalDouble.empty(),
                new PointValue.Real(20.5f));
    }

    static DiscoveredDevice device(int id, DiscoveredObject... objects) {
        return new DiscoveredDevice(
                id,
                DeviceAddress.direct("127.0.1." + (id - 1000), 47808),
                "Device " + id,
                "Vendor",
                "Model",
                List.of(objects),
                true);
    }

    static DiscoveredDevice airHandler() {
        return device(1001, object(TEMPERATURE), object(VALVE));
    }

    static DiscoveredDevice room() {
        DiscoveredObject mode = new DiscoveredObject(
                MODE,
                "Mode",
                Optional.empty(),
                Optional.of("Betriebsart; \"Raum\""),
                true,
                List.of("aus", "an: Tag", ""),
                OptionalDouble.of(0.25),
                new PointValue.Integer(2));
        return new DiscoveredDevice(
                1002,
                new DeviceAddress("127.0.1.9", 47809, OptionalInt.of(12), Optional.of("0a")),
                "Room",
                "",
                "",
                List.of(mode),
                true);
    }

    static DiscoveredDevice incomplete(DiscoveredDevice device) {
        return new DiscoveredDevice(
                device.deviceId(),
                device.address(),
                device.name(),
                device.vendorName(),
                device.modelName(),
                device.objects(),
                false);
    }

    /** A device with {@code count} points. */
    static DiscoveredDevice large(int id, int count) {
        return device(
                id,
                IntStream.range(0, count)
                        .mapToObj(instance -> object(new PointId(id, "analogInput", instance)))
                        .toArray(DiscoveredObject[]::new));
    }

    static SiteChange found(DiscoveredDevice... devices) {
        return new SiteChange(
                OptionalLong.empty(),
                List.of(devices),
                Set.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static SiteChange unreachable(Integer... devices) {
        return new SiteChange(
                OptionalLong.empty(),
                List.of(),
                Set.of(devices),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static SiteChange removed(SiteChange change, int... ids) {
        return new SiteChange(
                change.baseRevision(),
                change.found(),
                change.unreachable(),
                Set.copyOf(IntStream.of(ids).boxed().toList()),
                change.pollingInterval(),
                change.monitoring(),
                change.flow(),
                change.monitor(),
                change.monitoringWanted());
    }

    static SiteChange onRevision(long revision, SiteChange change) {
        return new SiteChange(
                OptionalLong.of(revision),
                change.found(),
                change.unreachable(),
                change.removeDevices(),
                change.pollingInterval(),
                change.monitoring(),
                change.flow(),
                change.monitor(),
                change.monitoringWanted());
    }

    static SiteChange polling(int seconds) {
        return new SiteChange(
                OptionalLong.empty(),
                List.of(),
                Set.of(),
                Set.of(),
                Optional.of(Duration.ofSeconds(seconds)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static SiteChange rules(MonitoringRule... rules) {
        return new SiteChange(
                OptionalLong.empty(),
                List.of(),
                Set.of(),
                Set.of(),
                Optional.empty(),
                Optional.of(List.of(rules)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static SiteChange flow(String json, PointId... points) {
        return new SiteChange(
                OptionalLong.empty(),
                List.of(),
                Set.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new SiteChange.Flow(json, Set.of(points))),
                Optional.empty(),
                Optional.empty());
    }

    static SiteChange scope(MonitorScope scope) {
        return new SiteChange(
                OptionalLong.empty(),
                List.of(),
                Set.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(scope),
                Optional.empty());
    }

    static MonitoringRule rule(OptionalInt device, String type, PointId point, int seconds) {
        return new MonitoringRule(
                device,
                Optional.ofNullable(type),
                Optional.ofNullable(point),
                Optional.of(Duration.ofSeconds(seconds)),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static MonitoringRule forAll(OptionalDouble deadband, Optional<ReadMode> read, Optional<Boolean> enabled) {
        return new MonitoringRule(
                OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.empty(), deadband, read, enabled);
    }
}

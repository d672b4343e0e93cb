// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.alarm.AlarmSource.Sight;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.monitoring.Monitoring.DeviceState;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.point.PointId;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.api.site.SiteStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * How the devices that are read have answered, as of the last look. While nothing is read, since monitoring is being
 * replaced or was stopped, nobody can tell. Thread: bms-alarm-engine.
 */
final class DeviceWatch {
    /** A part of the gateway that is replaced is back long before. */
    static final Duration BLIND = Duration.ofSeconds(60);

    private final SiteStore sites;
    private final Supplier<Optional<Monitoring>> monitoring;
    private final Lasting<Integer> silent;
    private final Lasting<Integer> untold;
    private Map<Integer, Device> watched = Map.of();
    private Set<PointId> failing = Set.of();

    DeviceWatch(SiteStore sites, Supplier<Optional<Monitoring>> monitoring, LongSupplier nanos) {
        this.sites = sites;
        this.monitoring = monitoring;
        silent = new Lasting<>(nanos);
        untold = new Lasting<>(nanos);
    }

    void look() {
        watched = sites.current().devices().values().stream()
                .filter(device -> device.points().stream().anyMatch(Point::enabled))
                .collect(Collectors.toMap(Device::deviceId, device -> device, (one, other) -> one, TreeMap::new));
        silent.retain(watched.keySet());
        untold.retain(watched.keySet());
        Optional<Monitoring> seeing = monitoring.get().filter(DeviceWatch::sees);
        watched.keySet().forEach(id -> take(id, seeing.flatMap(it -> it.device(id))));
        failing = seeing.map(it -> it.failing().keySet()).orElse(Set.of()).stream()
                .filter(point -> watched.containsKey(point.deviceId()))
                .collect(Collectors.toSet());
    }

    /** Without a driver it sees, too: that no device can be reached. */
    private static boolean sees(Monitoring monitoring) {
        return monitoring.status() == MonitoringStatus.ACTIVE || monitoring.status() == MonitoringStatus.ERROR;
    }

    private void take(int device, Optional<DeviceState> state) {
        if (state.isEmpty()) {
            untold.is(device);
            silent.isNot(device);
            return;
        }
        untold.isNot(device);
        if (state.get().online()) {
            silent.isNot(device);
        } else {
            silent.is(device);
        }
    }

    /** Those that are read, by instance number. */
    Map<Integer, Device> watched() {
        return watched;
    }

    /** The points whose last read failed while their device answered. */
    Set<PointId> failing() {
        return failing;
    }

    /** For how long a device has been silent; empty if it is not. */
    Optional<Duration> silence(int device) {
        return silent.of(device);
    }

    boolean isUntold(int device) {
        return untold.of(device).isPresent();
    }

    /**
     * What can be seen of something about a device: it is not said here whether it is so, but whether anybody could
     * tell.
     */
    Optional<Sight> withoutView(int device) {
        if (!isUntold(device)) {
            return Optional.empty();
        }
        return Optional.of(untold.isSoFor(device, BLIND) ? Sight.UNKNOWN : Sight.PENDING);
    }
}

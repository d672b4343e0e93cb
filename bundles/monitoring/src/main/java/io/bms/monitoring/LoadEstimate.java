package io.bms.monitoring;

import io.bms.api.monitoring.NetworkLoad;
import io.bms.api.monitoring.NetworkLoad.DeviceLoad;
import io.bms.api.site.Device;
import io.bms.api.site.Site;
import java.util.Comparator;
import java.util.List;

/**
 * Estimates what reading a site costs its networks before it is read: by the shape of a ReadPropertyMultiple of
 * value and flags (ASHRAE 135, 15.7), 50 points at a time. Points that devices report by themselves cost less.
 */
final class LoadEstimate {
    private static final int POINTS_PER_REQUEST = 50;
    /** Of a request: 11, of an answer with a 32-bit value: 23. */
    private static final int BYTES_PER_POINT = 34;
    /** Link, network and application headers of a request and its answer. */
    private static final int BYTES_PER_EXCHANGE = 20;

    private LoadEstimate() {}

    static NetworkLoad of(Site site) {
        List<DeviceLoad> devices = site.devices().values().stream()
                .map(LoadEstimate::of)
                .sorted(Comparator.comparingDouble(DeviceLoad::requestsPerSecond).reversed().thenComparing(DeviceLoad::deviceId))
                .toList();
        return new NetworkLoad(
                site.monitoringWanted() ? devices.stream().mapToDouble(DeviceLoad::requestsPerSecond).sum() : 0,
                site.monitoringWanted() ? devices.stream().mapToDouble(DeviceLoad::bytesPerMinute).sum() : 0, devices);
    }

    private static DeviceLoad of(Device device) {
        double requests = 0;
        double bytes = 0;
        int points = 0;
        for (LanePlan.Group group : LanePlan.of(device).groups()) {
            double seconds = group.interval().toMillis() / 1e3;
            int exchanges = (group.points().size() + POINTS_PER_REQUEST - 1) / POINTS_PER_REQUEST;
            points += group.points().size();
            requests += exchanges / seconds;
            bytes += (exchanges * BYTES_PER_EXCHANGE + group.points().size() * BYTES_PER_POINT) * 60 / seconds;
        }
        return new DeviceLoad(device.deviceId(), points, requests, bytes);
    }
}

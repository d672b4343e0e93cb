// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.driver.PointDriver;
import io.bms.api.monitoring.NetworkLoad;
import io.bms.api.monitoring.NetworkLoad.DeviceLoad;
import io.bms.api.point.PointId;
import io.bms.api.site.Device;
import io.bms.api.site.Site;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Estimates what reading a site costs its networks before it is read: by the shape of a request for value and
 * flags and of its answer (ASHRAE 135, 15.5 and 15.7), and by what is known of each device, how much it answers
 * at once and what it reports by itself. The reports themselves are not in it, since nobody knows
 * how often a value will change. Thread: bms-monitoring-lanes.
 */
final class LoadEstimate {
    /** Value and status flags. */
    private static final int PROPERTIES_PER_POINT = 2;
    /** Bytes of one point: 11 in a request, 23 in an answer with a 32-bit value. */
    private static final int BYTES_PER_POINT = 34;
    /** Link, network and application headers of a request and its answer. */
    private static final int BYTES_PER_EXCHANGE = 20;

    private final Lanes lanes;
    private final Optional<PointDriver> driver;
    private final Duration safety;

    /**
     * @param lanes what the devices report now
     * @param driver whom to ask what they answer at once
     * @param safety how often a point is read that its device reports
     */
    LoadEstimate(Lanes lanes, Optional<PointDriver> driver, Duration safety) {
        this.lanes = lanes;
        this.driver = driver;
        this.safety = safety;
    }

    /** Completes normally, as soon as the driver has told what it knows. */
    CompletionStage<NetworkLoad> of(Site site) {
        List<CompletableFuture<DeviceLoad>> loads = site.devices().values().stream()
                .map(this::of)
                .map(CompletionStage::toCompletableFuture)
                .toList();
        return CompletableFuture.allOf(loads.toArray(CompletableFuture[]::new))
                .thenApply(all -> sum(
                        site.monitoringWanted(),
                        loads.stream().map(CompletableFuture::join).toList()));
    }

    private static NetworkLoad sum(boolean monitored, List<DeviceLoad> loads) {
        List<DeviceLoad> devices = loads.stream()
                .sorted(Comparator.comparingDouble(DeviceLoad::requestsPerSecond)
                        .reversed()
                        .thenComparing(DeviceLoad::deviceId))
                .toList();
        return new NetworkLoad(
                monitored
                        ? devices.stream()
                                .mapToDouble(DeviceLoad::requestsPerSecond)
                                .sum()
                        : 0,
                monitored
                        ? devices.stream()
                                .mapToDouble(DeviceLoad::bytesPerMinute)
                                .sum()
                        : 0,
                devices);
    }

    private CompletionStage<DeviceLoad> of(Device device) {
        Set<PointId> reported = lanes.lane(device.deviceId())
                .map(lane -> lane.expectedReports(device))
                .orElse(Set.of());
        LanePlan plan = LanePlan.of(device, reported, safety);
        return driver.map(asked -> asked.propertiesPerRequest(device.ref()))
                .orElse(CompletableFuture.completedFuture(PointDriver.PROPERTIES_PER_REQUEST))
                .thenApply(atOnce -> of(device.deviceId(), plan, reported.size(), atOnce));
    }

    private static DeviceLoad of(int deviceId, LanePlan plan, int reported, int atOnce) {
        double requests = reported / CovWorth.RENEWAL_SECONDS;
        double bytes = reported * CovWorth.RENEWAL_BYTES * 60 / CovWorth.RENEWAL_SECONDS;
        int points = 0;
        for (LanePlan.Group group : plan.groups()) {
            double seconds = group.interval().toMillis() / 1e3;
            int exchanges = (group.points().size() * PROPERTIES_PER_POINT + atOnce - 1) / atOnce;
            points += group.points().size();
            requests += exchanges / seconds;
            bytes += (exchanges * BYTES_PER_EXCHANGE + group.points().size() * BYTES_PER_POINT) * 60 / seconds;
        }
        return new DeviceLoad(deviceId, points, requests, bytes);
    }
}

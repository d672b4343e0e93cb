// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.BitString;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DeviceRef;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.driver.ReportListener;
import io.bms.api.point.PointId;
import io.bms.api.point.StatusFlag;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Which devices report what: renews at half the lifetime, and subscribes again when a device has restarted,
 * which silently ends everything. Confined to the worker but for {@link #expects}.
 */
final class CovSubscriptions {
    /** Other people's Who-Is make a device announce itself, too: not each time is it a restart. */
    private static final long SHORTEST_ROUND_MS = 30_000;

    private static final long SHORTEST_AFTER_RESTART_MS = 2_000;
    /** A notification of this process is for everybody: of a restart (ASHRAE 135, 19.3). */
    private static final long FOR_EVERYBODY = 0;

    private final BacnetSettings settings;
    private final Requests requests;
    private final ScheduledExecutorService worker;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Map<Integer, Watched> devices = new HashMap<>();
    private final Map<DeviceAddress, Integer> expected = new ConcurrentHashMap<>();

    /** One device, and when it is asked again. */
    private static final class Watched {
        final DeviceRef ref;
        final CovDevice device;
        final Future<?> renewal;
        long lastRound;
        boolean roundIsDue;

        Watched(DeviceRef ref, CovDevice device, Future<?> renewal, long now) {
            lastRound = now;
            this.ref = ref;
            this.device = device;
            this.renewal = renewal;
        }
    }

    CovSubscriptions(
            BacnetSettings settings,
            Requests requests,
            ScheduledExecutorService worker,
            Clock clock,
            LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.settings = settings;
        this.requests = requests;
        this.worker = worker;
        this.clock = clock;
    }

    /** Whether this address was asked to report. Thread-safe. */
    boolean expects(DeviceAddress address) {
        return expected.containsKey(address);
    }

    void watch(DeviceRef ref, Target target, List<PointId> points, ReportListener listener) {
        Watched before = devices.remove(ref.deviceId());
        if (before != null) {
            before.renewal.cancel(false);
            expected.remove(before.ref.address());
            before.device.end(before.ref.equals(ref) ? points : List.of());
        }
        if (points.isEmpty()) {
            return;
        }
        CovDevice device = new CovDevice(ref.deviceId(), target, points, listener, requests, settings);
        long half = settings.cov().lifetimeSeconds() * 500L;
        Watched watched = new Watched(
                ref,
                device,
                worker.scheduleWithFixedDelay(() -> round(ref.deviceId()), half, half, TimeUnit.MILLISECONDS),
                nanoTime.getAsLong());
        devices.put(ref.deviceId(), watched);
        expected.put(ref.address(), ref.deviceId());
        device.round();
    }

    /** A device announced itself: it may have restarted. One that does not say when it did so is subscribed to again, but seldom. */
    void announced(IAm iAm) {
        Watched watched = devices.get(iAm.deviceId());
        if (watched == null || !watched.ref.address().equals(iAm.address())) {
            return;
        }
        if (watched.device.tellsRestarts()) {
            soon(watched, SHORTEST_ROUND_MS, watched.device::againIfRestarted);
        } else {
            soon(watched, Math.max(SHORTEST_ROUND_MS, settings.cov().lifetimeSeconds() * 250L), watched.device::again);
        }
    }

    private void soon(Watched watched, long shortestMs, Runnable round) {
        if (!watched.roundIsDue) {
            watched.roundIsDue = true;
            long since = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - watched.lastRound);
            worker.schedule(
                    () -> {
                        watched.roundIsDue = false;
                        watched.lastRound = nanoTime.getAsLong();
                        round.run();
                    },
                    Math.max(0, shortestMs - since),
                    TimeUnit.MILLISECONDS);
        }
    }

    private void round(int deviceId) {
        Watched watched = devices.get(deviceId);
        if (watched != null) {
            watched.lastRound = nanoTime.getAsLong();
            watched.device.round();
        }
    }

    void reported(CovReport report) {
        Integer deviceId = expected.get(report.from());
        Watched watched = deviceId == null ? null : devices.get(deviceId);
        CovReport.Content content = report.decode().orElse(null);
        if (watched == null || content == null) {
            return;
        }
        if (content.processId() == FOR_EVERYBODY) {
            soon(watched, SHORTEST_AFTER_RESTART_MS, watched.device::again);
        }
        if (content.processId() != settings.subscriber()) {
            return;
        }
        ObjectTypes.pointOf(deviceId, content.object())
                .filter(watched.device::wants)
                .ifPresent(point -> reported(watched.device, point, content.values()));
    }

    private void reported(CovDevice device, PointId point, Map<PropertyIdentifier, Encodable> values) {
        Encodable value = values.get(PropertyIdentifier.presentValue);
        if (value == null) {
            device.unreadable(point);
            return;
        }
        Set<StatusFlag> flags = Optional.ofNullable(values.get(PropertyIdentifier.statusFlags))
                .filter(BitString.class::isInstance)
                .map(bits -> Values.flags((BitString) bits))
                .orElseGet(Set::of);
        device.listener()
                .reported(new ReadOutcome.Value(
                        point, Values.of(value), flags, !flags.contains(StatusFlag.FAULT), clock.instant()));
    }

    /** Whether this point is reported now. */
    boolean isReported(PointId point) {
        Watched watched = devices.get(point.deviceId());
        return watched != null && watched.device.active().contains(point);
    }
}

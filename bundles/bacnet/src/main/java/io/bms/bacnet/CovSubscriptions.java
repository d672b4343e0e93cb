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
import io.bms.bacnet.link.CovReport;
import io.bms.bacnet.link.IAm;
import io.bms.bacnet.link.Target;
import io.bms.bacnet.request.Requests;
import io.bms.bacnet.request.TokenBucket;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.value.ObjectTypes;
import io.bms.bacnet.value.PointValues;
import java.time.Clock;
import java.time.Duration;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which devices report which points. Renews each subscription at half its lifetime, and subscribes again when a device
 * has restarted, since a restart ends all subscriptions without a word. Thread: bms-bacnet-worker; any for {@link
 * #expects}.
 */
final class CovSubscriptions {
    private static final Logger LOG = LoggerFactory.getLogger(CovSubscriptions.class);
    /**
     * Two rounds at one device are at least this far apart: an I-Am may answer somebody else's Who-Is, and not tell of
     * a restart.
     */
    private static final long SHORTEST_ROUND_MS = 30_000;

    private static final long SHORTEST_MS = 2_000;
    /**
     * How many restarts are believed at once where only an announcement tells of them; then one each quarter of a
     * lifetime.
     */
    private static final int RESTARTS_AT_ONCE = 3;
    /** The process identifier of a notification to everybody, as after a restart (ASHRAE 135, 19.3). */
    private static final long FOR_EVERYBODY = 0;

    private final BacnetSettings settings;
    private final Requests requests;
    private final ScheduledExecutorService worker;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Map<Integer, Watched> devices = new HashMap<>();
    private final Map<Integer, CovMemory> memories = new HashMap<>();
    private final Map<DeviceAddress, Integer> expected = new ConcurrentHashMap<>();

    /** One device, and when it is asked again. */
    private static final class Watched {
        final DeviceRef ref;
        final CovDevice device;
        final CovMemory memory;
        final Future<?> renewal;
        long lastRound;
        /** The next round beside the renewals, if one is due. */
        Optional<Future<?>> due = Optional.empty();

        long dueAt;
        long lastLook;
        boolean lookIsDue;

        Watched(DeviceRef ref, CovDevice device, CovMemory memory, Future<?> renewal, long now) {
            lastRound = now;
            lastLook = now - TimeUnit.MILLISECONDS.toNanos(SHORTEST_MS);
            this.ref = ref;
            this.device = device;
            this.memory = memory;
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

    /** Whether the device at this address was asked to report. Thread: any. */
    boolean expects(DeviceAddress address) {
        return expected.containsKey(address);
    }

    void watch(DeviceRef ref, Target target, List<PointId> points, ReportListener listener) {
        Watched before = devices.remove(ref.deviceId());
        Set<PointId> held = Set.of();
        if (before != null) {
            before.renewal.cancel(false);
            before.due.ifPresent(due -> due.cancel(false));
            expected.remove(before.ref.address());
            held = before.device.end(before.ref.equals(ref) ? points : List.of());
        }
        if (points.isEmpty()) {
            return;
        }
        CovMemory memory = memories.computeIfAbsent(ref.deviceId(), unseen -> memory());
        if (before != null && before.ref.equals(ref) && before.device.wantsOnly(points)) {
            memory.restarts().missed();
        }
        CovDevice device =
                new CovDevice(ref.deviceId(), target, points, held, listener, requests, settings, memory, nanoTime);
        long half = settings.cov().lifetimeSeconds() * 500L;
        Watched watched = new Watched(
                ref,
                device,
                memory,
                worker.scheduleWithFixedDelay(() -> round(ref.deviceId()), half, half, TimeUnit.MILLISECONDS),
                nanoTime.getAsLong());
        devices.put(ref.deviceId(), watched);
        expected.put(ref.address(), ref.deviceId());
        device.round();
    }

    /** The site no longer has this device. */
    void forget(int deviceId) {
        if (!devices.containsKey(deviceId)) {
            memories.remove(deviceId);
        }
    }

    private CovMemory memory() {
        return new CovMemory(
                new CovRefusals(),
                new Restarts(clock),
                new TokenBucket(RESTARTS_AT_ONCE, Duration.ofMillis(seldomMs()), nanoTime));
    }

    private long seldomMs() {
        return Math.max(SHORTEST_ROUND_MS, settings.cov().lifetimeSeconds() * 250L);
    }

    /**
     * A device announced itself, and may have restarted. A device that does not say when it restarted is subscribed to
     * again: at once if nobody had asked who it is, and else rarely.
     */
    void announced(IAm iAm, boolean asked) {
        Watched watched = devices.get(iAm.deviceId());
        if (watched == null || !watched.ref.address().equals(iAm.address())) {
            return;
        }
        Runnable unsure = asked ? () -> soon(watched, seldomMs(), watched.device::again) : () -> onItsWord(watched);
        if (watched.memory.restarts().tells()) {
            look(watched, unsure);
        } else {
            unsure.run();
        }
    }

    private void look(Watched watched, Runnable unsure) {
        if (watched.lookIsDue) {
            return;
        }
        watched.lookIsDue = true;
        worker.schedule(
                () -> {
                    watched.lookIsDue = false;
                    watched.lastLook = nanoTime.getAsLong();
                    watched.device.askForRestart(news -> {
                        switch (news) {
                            case RESTARTED -> onItsWord(watched);
                            case UNKNOWN -> unsure.run();
                            case NONE -> LOG.debug("device {} has not restarted", watched.ref.deviceId());
                        }
                    });
                },
                Math.max(0, watched.lastLook + TimeUnit.MILLISECONDS.toNanos(SHORTEST_MS) - nanoTime.getAsLong()),
                TimeUnit.NANOSECONDS);
    }

    /** The device may have restarted, and nothing disproves it. Several such words within a moment count as one. */
    private void onItsWord(Watched watched) {
        long now = nanoTime.getAsLong();
        boolean isSoon = watched.due.isPresent() && watched.dueAt - now <= TimeUnit.MILLISECONDS.toNanos(SHORTEST_MS);
        if (!isSoon) {
            boolean atOnce = watched.memory.announcements().take();
            soon(watched, atOnce ? SHORTEST_MS : seldomMs(), watched.device::again);
        }
    }

    /**
     * Schedules a round for {@code shortestMs} after the last one, or for now if that is past. Of two scheduled rounds
     * only the earlier one happens.
     */
    private void soon(Watched watched, long shortestMs, Runnable round) {
        long now = nanoTime.getAsLong();
        long at = Math.max(now, watched.lastRound + TimeUnit.MILLISECONDS.toNanos(shortestMs));
        if (watched.due.isPresent() && watched.dueAt - at <= 0) {
            return;
        }
        watched.due.ifPresent(later -> later.cancel(false));
        watched.dueAt = at;
        watched.due = Optional.of(worker.schedule(
                () -> {
                    watched.due = Optional.empty();
                    watched.lastRound = nanoTime.getAsLong();
                    round.run();
                },
                at - now,
                TimeUnit.NANOSECONDS));
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
        if (watched == null) {
            return;
        }
        long process = report.processId();
        if (process == settings.subscriber()) {
            report.decode().ifPresent(content -> ObjectTypes.pointOf(deviceId, content.object())
                    .filter(watched.device::wants)
                    .ifPresent(point -> reported(watched.device, point, content.values())));
        } else if (process == FOR_EVERYBODY) {
            report.decode()
                    .filter(content -> watched.device.is(content.object()))
                    .filter(content -> watched.memory.restarts().told(content.values()) != Restarts.News.NONE)
                    .ifPresent(content -> onItsWord(watched));
        }
    }

    private void reported(CovDevice device, PointId point, Map<PropertyIdentifier, Encodable> values) {
        Encodable value = values.get(PropertyIdentifier.presentValue);
        if (value == null) {
            device.unreadable(point);
            return;
        }
        Set<StatusFlag> flags = Optional.ofNullable(values.get(PropertyIdentifier.statusFlags))
                .filter(BitString.class::isInstance)
                .map(bits -> PointValues.flags((BitString) bits))
                .orElseGet(Set::of);
        device.listener()
                .reported(new ReadOutcome.Value(
                        point, PointValues.of(value), flags, !flags.contains(StatusFlag.FAULT), clock.instant()));
    }

    /** Whether this point is reported now. */
    boolean isReported(PointId point) {
        Watched watched = devices.get(point.deviceId());
        return watched != null && watched.device.active().contains(point);
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.Failure;
import io.bms.api.driver.DeviceRef;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.IdentifyOutcome;
import io.bms.api.driver.PointDriver;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a device's announcement means: a silent one is tried at once; one that answers from elsewhere has moved
 * if its known address is silent, and else shares its instance number with another. Thread: bms-monitoring-lanes.
 */
final class Announcements {
    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);
    /** I-Ams are not authenticated: at most one announcement per device is acted on in this time. */
    private static final Duration MIN_PAUSE = Duration.ofSeconds(10);

    private final LaneParts parts;
    private final Lanes lanes;
    private final Consumer<DiscoveredDevice> moved;
    private final Map<Integer, Long> looked = new HashMap<>();
    /** What came too soon after a look, by device: the newest. */
    private final Map<Integer, DeviceRef> later = new HashMap<>();

    /** @param moved takes a device with its new address, to be stored */
    Announcements(LaneParts parts, Lanes lanes, Consumer<DiscoveredDevice> moved) {
        this.parts = parts;
        this.lanes = lanes;
        this.moved = moved;
    }

    void announced(DeviceRef seen) {
        Lane lane = lanes.lane(seen.deviceId()).orElse(null);
        if (lane == null || seen.address().isSamePlace(lane.ref().address()) && !lane.isSilent()) {
            return;
        }
        long now = parts.thread().nanos();
        long rest = looked.getOrDefault(seen.deviceId(), now - MIN_PAUSE.toNanos()) + MIN_PAUSE.toNanos() - now;
        if (rest > 0) {
            putOff(seen, Duration.ofNanos(rest));
        } else {
            looked.put(seen.deviceId(), now);
            look(lane, seen);
        }
    }

    private void putOff(DeviceRef seen, Duration rest) {
        if (later.put(seen.deviceId(), seen) == null) {
            parts.thread().after(rest, () -> announced(later.remove(seen.deviceId())));
        }
    }

    private void look(Lane lane, DeviceRef seen) {
        if (seen.address().isSamePlace(lane.ref().address())) {
            lane.tryNow();
        }
        if (!seen.equals(lane.ref())) {
            lane.submit(new Look(lane, lane.ref(), seen));
        }
    }

    private void answeredFromElsewhere(Lane lane, DeviceRef seen) {
        Device known = lane.device();
        LOG.info("device {} has moved from {} to {}", known.deviceId(), known.address(), seen.address());
        moved.accept(new DiscoveredDevice(
                known.deviceId(),
                seen.address(),
                known.name(),
                known.vendorName(),
                known.modelName(),
                known.points().stream().map(Point::object).toList(),
                true));
    }

    /** Asks who is at the known address, and where that is silent, at the new one. */
    private final class Look implements Exchange<IdentifyOutcome> {
        private final Lane lane;
        private final DeviceRef asked;
        private final DeviceRef seen;

        Look(Lane lane, DeviceRef asked, DeviceRef seen) {
            this.lane = lane;
            this.asked = asked;
            this.seen = seen;
        }

        @Override
        public boolean isWanted() {
            return !lane.ref().equals(seen);
        }

        @Override
        public CompletionStage<IdentifyOutcome> start(PointDriver driver) {
            return driver.identify(asked);
        }

        @Override
        public IdentifyOutcome substitute(Failure failure) {
            return new IdentifyOutcome.Refused(failure);
        }

        @Override
        public void end(PointDriver driver, IdentifyOutcome outcome) {
            boolean silent = outcome instanceof IdentifyOutcome.Refused refused
                    && refused.failure().code().isSilence();
            boolean elsewhere = !seen.address().isSamePlace(lane.ref().address());
            if (asked.equals(seen)) {
                if (!silent && elsewhere && !isOfVendor(outcome)) {
                    parts.states().shared(seen.deviceId(), lane.ref().address(), seen.address());
                } else if (!silent) {
                    answeredFromElsewhere(lane, seen);
                }
            } else if (!silent) {
                knownAnswered(elsewhere);
            } else if (!elsewhere || parts.states().other(seen.deviceId()).isEmpty()) {
                lane.submitNext(new Look(lane, seen, seen));
            }
        }

        private void knownAnswered(boolean elsewhere) {
            lane.heard();
            if (elsewhere) {
                parts.states().shared(seen.deviceId(), asked.address(), seen.address());
            }
        }

        /** It is a device of this number, and where the known one's vendor is known, of the same. */
        private boolean isOfVendor(IdentifyOutcome outcome) {
            String known = lane.device().vendorName();
            return outcome instanceof IdentifyOutcome.Known name
                    && (known.isBlank() || name.vendorName().equals(known));
        }
    }
}

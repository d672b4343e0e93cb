// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.Failure;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.monitoring.Monitoring.DeviceState;
import io.bms.api.status.StatusItem;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the devices answer; written by the lanes, read by everyone. Thread: any. */
final class DeviceStates {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceStates.class);

    private final Map<Integer, DeviceState> states = new ConcurrentHashMap<>();
    private final Map<Integer, Shared> shared = new ConcurrentHashMap<>();
    private final Clock clock;

    DeviceStates(Clock clock) {
        this.clock = clock;
    }

    Optional<DeviceState> of(int deviceId) {
        return Optional.ofNullable(states.get(deviceId));
    }

    boolean isOnline(int deviceId) {
        return of(deviceId).filter(DeviceState::online).isPresent();
    }

    void answered(int deviceId) {
        DeviceState before = states.get(deviceId);
        if (before == null || !before.online()) {
            states.put(
                    deviceId,
                    new DeviceState(true, clock.instant(), before == null ? Optional.empty() : before.lastFailure()));
        }
    }

    void failed(int deviceId, Failure failure) {
        DeviceState before = states.get(deviceId);
        boolean lasting = before != null && !before.online();
        states.put(deviceId, new DeviceState(false, lasting ? before.since() : clock.instant(), Optional.of(failure)));
    }

    /** Two devices have this instance number; the first known is read. */
    void shared(int deviceId, DeviceAddress known, DeviceAddress other) {
        if (shared.put(
                        deviceId,
                        new Shared(
                                known,
                                other,
                                shared.containsKey(deviceId)
                                        ? shared.get(deviceId).since()
                                        : clock.instant()))
                == null) {
            LOG.warn(
                    "device {} answers at {} and at {}; give one of them another instance number",
                    deviceId,
                    known,
                    other);
        }
    }

    void single(int deviceId) {
        shared.remove(deviceId);
    }

    /** Where the other one of that instance number is, if there is one. */
    Optional<DeviceAddress> other(int deviceId) {
        return Optional.ofNullable(shared.get(deviceId)).map(Shared::other);
    }

    /** A device that is found elsewhere is another one, whose address does not take the place of this one's. */
    boolean holdsItsAddress(int deviceId) {
        return isOnline(deviceId) || shared.containsKey(deviceId);
    }

    /** Instance numbers that two devices have, as something to look at. */
    List<StatusItem.Problem> problems() {
        List<StatusItem.Problem> problems = new ArrayList<>();
        new TreeMap<>(shared)
                .forEach((deviceId, where) -> problems.add(new StatusItem.Problem(
                        "duplicate_instance",
                        "device " + deviceId + " is read at " + where.known() + ", and another one has its number at "
                                + where.other()
                                + "; give one of them another instance number and discover again, or, if the one that is read is gone"
                                + " for good, remove it and discover again",
                        where.since())));
        return problems;
    }

    /** One instance number at two addresses. */
    record Shared(DeviceAddress known, DeviceAddress other, Instant since) {}

    void forget(int deviceId) {
        shared.remove(deviceId);
        states.remove(deviceId);
    }
}

package io.bms.monitoring;

import io.bms.api.Failure;
import io.bms.api.monitoring.Monitoring.DeviceState;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** How the devices answer; written by the lanes, read by everyone. */
final class DeviceStates {
    private final Map<Integer, DeviceState> states = new ConcurrentHashMap<>();
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
            states.put(deviceId, new DeviceState(true, clock.instant(),
                    before == null ? Optional.empty() : before.lastFailure()));
        }
    }

    void failed(int deviceId, Failure failure) {
        DeviceState before = states.get(deviceId);
        boolean lasting = before != null && !before.online();
        states.put(deviceId, new DeviceState(
                false, lasting ? before.since() : clock.instant(), Optional.of(failure)));
    }

    void forget(int deviceId) {
        states.remove(deviceId);
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmCause;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmKind;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.site.Device;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** Devices that do not answer. Thread: bms-alarm-engine. */
final class DeviceSource implements AlarmSource {
    private final DeviceWatch watch;
    private final Duration delay;

    DeviceSource(DeviceWatch watch, Duration delay) {
        this.watch = watch;
        this.delay = delay;
    }

    static AlarmId id(int device) {
        return new AlarmId(device + ".device");
    }

    /** A device as people know it. */
    static String named(Device device) {
        return "device " + device.deviceId() + (device.name().isBlank() ? "" : " (" + device.name() + ")");
    }

    @Override
    public AlarmKind kind() {
        return AlarmKind.DEVICE_SILENT;
    }

    @Override
    public List<AlarmCause> look() {
        return watch.watched().values().stream()
                .filter(device -> watch.silence(device.deviceId())
                        .filter(lasted -> lasted.compareTo(delay) >= 0)
                        .isPresent())
                .map(device -> new AlarmCause(
                        id(device.deviceId()),
                        kind(),
                        OptionalInt.of(device.deviceId()),
                        AlarmPriority.MEDIUM,
                        named(device) + " does not answer"))
                .toList();
    }

    @Override
    public Sight sight(Alarm alarm) {
        int device = alarm.cause().deviceId().orElseThrow();
        return watch.withoutView(device)
                .orElseGet(() -> watch.silence(device).isPresent() ? Sight.PENDING : Sight.GONE);
    }
}

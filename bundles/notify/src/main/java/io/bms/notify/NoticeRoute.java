// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmPriority;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One recipient, and what it wants to hear.
 *
 * @param name under which it is remembered what it has heard
 */
record NoticeRoute(String name, NoticeTarget target, Terms terms) {
    /**
     * @param delay how long an alarm has to be there
     * @param pause between two notices
     * @param repeat after which it is told again of what nobody has acknowledged; zero: never
     * @param devices only what is about one of these; empty: about anything
     * @param unacknowledgedFor only what is to be acknowledged and has not been for so long
     */
    record Terms(
            AlarmPriority least,
            Duration delay,
            Duration pause,
            Duration repeat,
            Optional<QuietHours> quiet,
            Optional<DeviceRanges> devices,
            Optional<Duration> unacknowledgedFor) {
        Terms unacknowledgedFor(Duration time) {
            return new Terms(least, delay, pause, repeat, quiet, devices, Optional.of(time));
        }

        Terms of(DeviceRanges some) {
            return new Terms(least, delay, pause, repeat, quiet, Optional.of(some), unacknowledgedFor);
        }

        /** What is about no device, such as a network, is told to those who hear of all devices. */
        boolean concern(Alarm alarm) {
            OptionalInt device = alarm.cause().deviceId();
            return devices.isEmpty() || device.isPresent() && devices.get().contain(device.getAsInt());
        }
    }
}

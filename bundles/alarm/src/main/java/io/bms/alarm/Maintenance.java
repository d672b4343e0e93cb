// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmCause;
import io.bms.api.alarm.AlarmCondition;
import io.bms.api.alarm.AlarmEvent.Type;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmKind;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.alarm.Signature;
import io.bms.api.site.Device;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * That somebody works on a device, as an alarm that is shelved for as long: so it has an end, is kept, told and listed
 * like any other, and {@link Suppression} makes all others of the device its effects. Thread: bms-alarm-engine.
 */
final class Maintenance {
    private static final Pattern FORM = Pattern.compile("(0|[1-9][0-9]{0,6})\\.maintenance");

    private final IntFunction<Optional<Device>> devices;

    /** @param devices those of the site */
    Maintenance(IntFunction<Optional<Device>> devices) {
        this.devices = devices;
    }

    static AlarmId id(int device) {
        return new AlarmId(device + ".maintenance");
    }

    /** Begins, if the id names a device of the site. */
    void begin(AlarmId id, Duration time, Signature by, Draft draft) {
        Matcher form = FORM.matcher(id.value());
        if (form.matches()) {
            devices.apply(Integer.parseInt(form.group(1))).ifPresent(device -> begin(device, time, by, draft));
        }
    }

    private static void begin(Device device, Duration time, Signature by, Draft draft) {
        AlarmId id = id(device.deviceId());
        AlarmCause cause = new AlarmCause(
                id,
                AlarmKind.MAINTENANCE,
                OptionalInt.of(device.deviceId()),
                AlarmPriority.LOW,
                DeviceSource.named(device) + " is under maintenance");
        int before =
                draft.find(id).map(entry -> entry.alarm().onset().occurrence()).orElse(0);
        Alarm.Shelf shelf = new Alarm.Shelf(draft.now().plus(time), by);
        KeptAlarm raised = new KeptAlarm(
                new Alarm(
                        cause,
                        new Alarm.Onset(before + 1, draft.nextNumber(), draft.now()),
                        AlarmCondition.PRESENT,
                        Optional.empty(),
                        new Alarm.Attention(Optional.empty(), Optional.of(shelf), Optional.empty()),
                        false,
                        draft.nextNumber(),
                        draft.now()),
                true,
                List.of());
        draft.record(Type.RAISED, raised, Optional.of(by));
        draft.record(Type.SHELVED, draft.find(id).orElseThrow(), Optional.of(by));
    }

    /**
     * The time of an alarm's shelf is over, or somebody says that it is; with it ends what is maintenance, which on the
     * way out makes no more noise than before.
     */
    static void endShelf(KeptAlarm entry, Optional<Signature> by, Draft draft) {
        Alarm alarm = entry.alarm();
        if (alarm.cause().kind() == AlarmKind.MAINTENANCE) {
            draft.record(Type.CLEARED, entry.with(alarm.is(AlarmCondition.GONE, Optional.of(draft.now()))), by);
        }
        KeptAlarm left = draft.find(alarm.id()).orElseThrow();
        draft.record(Type.UNSHELVED, left.with(left.alarm().shelved(Optional.empty())), by);
    }
}

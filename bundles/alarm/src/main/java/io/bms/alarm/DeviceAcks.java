// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmEvent.Type;
import io.bms.api.alarm.Signature;
import io.bms.api.driver.DeviceEvent.OpenTransition;
import java.util.List;
import java.util.Optional;

/**
 * Follows who has acknowledged what a device keeps track of itself: somebody at the device, through another system, or
 * here. The device knows best. Thread: bms-alarm-engine.
 */
final class DeviceAcks {
    private DeviceAcks() {}

    /** @param told what waits for an acknowledgement at the device, as last read */
    static void follow(KeptAlarm entry, List<OpenTransition> told, Draft draft) {
        List<OpenTransition> open = told.stream().map(one -> known(entry, one)).toList();
        List<PassedAck> passed = entry.passed().stream()
                .filter(ack -> open.stream().anyMatch(ack.acknowledgement().transition()::isSame))
                .toList();
        KeptAlarm now = entry.with(open, passed);
        boolean waits = !open.stream().allMatch(now::isPassedOn);
        Alarm alarm = now.alarm();
        if (entry.active() && waits && alarm.attention().acknowledgement().isPresent()) {
            draft.record(Type.UNACKNOWLEDGED, now.with(alarm.unacknowledged()), Optional.empty());
        } else if (entry.active() && waits && !alarm.cause().needsAcknowledgement()) {
            draft.amend(now.with(alarm.unacknowledged()));
        } else if (entry.active() && !waits && alarm.awaitsAcknowledgement()) {
            Signature device = signature(alarm, draft, Optional.empty());
            draft.record(Type.ACKNOWLEDGED, now.with(alarm.acknowledged(device)), Optional.of(device));
        } else if (!now.equals(entry)) {
            draft.amend(now);
        }
    }

    /** While it was there, it was known better to which state the change had led. */
    private static OpenTransition known(KeptAlarm entry, OpenTransition told) {
        return entry.open().stream().filter(told::isSame).findFirst().orElse(told);
    }

    /**
     * A device will not take an acknowledgement: it stays what it is here, and the history says why it is so only here.
     */
    static void refused(KeptAlarm entry, PassedAck ack, String why, Draft draft) {
        List<PassedAck> passed = entry.passed().stream()
                .map(one -> one.equals(ack) ? new PassedAck(ack.acknowledgement(), Optional.of(why)) : one)
                .toList();
        draft.record(
                Type.NOTED,
                entry.with(entry.open(), passed),
                Optional.of(signature(entry.alarm(), draft, Optional.of(why))));
    }

    private static Signature signature(Alarm alarm, Draft draft, Optional<String> note) {
        return new Signature(
                "device " + alarm.cause().deviceId().orElseThrow(),
                Signature.Via.DEVICE,
                draft.now(),
                note.map(text -> text.substring(0, Math.min(text.length(), Signature.MAX_NOTE))));
    }
}

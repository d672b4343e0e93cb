// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.Alarm;
import io.bms.api.driver.DeviceEvent.OpenTransition;
import io.bms.api.driver.EventAcknowledgement;
import io.bms.api.point.PointId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is kept of an alarm, also once it is over: how often it came, for how long it is put aside, and what its device
 * has still to hear.
 *
 * @param active it is not over
 * @param onsets when it came lately, the newest last; without those of which nobody was told
 * @param open what the device wants to have acknowledged of it, as last read
 * @param passed the acknowledgements that the device has not taken
 */
record KeptAlarm(Alarm alarm, boolean active, List<Instant> onsets, List<OpenTransition> open, List<PassedAck> passed) {
    KeptAlarm {
        Objects.requireNonNull(alarm, "alarm");
        onsets = List.copyOf(onsets);
        open = List.copyOf(open);
        passed = List.copyOf(passed);
        alarm = alarm.passing(passing(passed));
    }

    /** One of which no device has to hear. */
    KeptAlarm(Alarm alarm, boolean active, List<Instant> onsets) {
        this(alarm, active, onsets, List.of(), List.of());
    }

    private static Optional<Alarm.Passing> passing(List<PassedAck> passed) {
        return passed.isEmpty()
                ? Optional.empty()
                : Optional.of(new Alarm.Passing(passed.stream()
                        .map(PassedAck::refused)
                        .flatMap(Optional::stream)
                        .findFirst()));
    }

    KeptAlarm with(Alarm other) {
        return new KeptAlarm(other, active, onsets, open, passed);
    }

    /** The same, not over only if {@code still}. */
    KeptAlarm active(boolean still) {
        return new KeptAlarm(alarm, still, onsets, open, passed);
    }

    KeptAlarm with(List<OpenTransition> waiting, List<PassedAck> acknowledgements) {
        return new KeptAlarm(alarm, active, onsets, waiting, acknowledgements);
    }

    /** Somebody has acknowledged it: what waits for that at the device is passed on, also what it once refused. */
    KeptAlarm passingOn(String by) {
        Optional<PointId> object = alarm.cause().point();
        List<PassedAck> acknowledgements = new ArrayList<>();
        for (OpenTransition waiting : object.isPresent() ? open : List.<OpenTransition>of()) {
            acknowledgements.add(new PassedAck(new EventAcknowledgement(object.get(), waiting, by), Optional.empty()));
        }
        return with(open, acknowledgements);
    }

    /** Whether the device will have heard of this change once all is passed on. */
    boolean isPassedOn(OpenTransition change) {
        return passed.stream()
                .anyMatch(ack -> ack.acknowledgement().transition().isSame(change));
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmAction;
import io.bms.api.alarm.AlarmCause;
import io.bms.api.alarm.AlarmCondition;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmKind;
import io.bms.api.alarm.AlarmPriority;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * Cause before effect: the driver before the network, that before the device, that before its points. Thread:
 * bms-alarm-engine.
 */
final class Suppression {
    /** An effect may have been noticed before its cause was. */
    static final Duration HEAD_START = Duration.ofMinutes(2);
    /** Silent devices are asked each five minutes in the end, so it takes as long until all are known to be back. */
    static final Duration AFTERMATH = Duration.ofMinutes(6);

    private final IntFunction<Optional<AlarmId>> networkOf;

    /** @param networkOf the alarm of the network that a device is on */
    Suppression(IntFunction<Optional<AlarmId>> networkOf) {
        this.networkOf = networkOf;
    }

    /** The alarm of which one with this cause is but an effect. */
    Optional<AlarmId> of(AlarmCause cause, Instant onset, Draft draft) {
        return maintenance(cause, draft).or(() -> causes(cause)
                .filter(id -> draft.find(id)
                        .filter(entry -> holds(entry, onset, draft.now(), aftermath(cause)))
                        .isPresent())
                .findFirst());
    }

    /**
     * Also of what was there before: who works on a device knows of it. What is critical is put aside for no longer
     * than somebody may shelve it.
     */
    private static Optional<AlarmId> maintenance(AlarmCause cause, Draft draft) {
        if (cause.deviceId().isEmpty() || cause.kind() == AlarmKind.MAINTENANCE) {
            return Optional.empty();
        }
        AlarmId id = Maintenance.id(cause.deviceId().getAsInt());
        return draft.find(id)
                .filter(entry -> isOn(entry, draft.now(), aftermath(cause)))
                .filter(entry -> cause.priority() != AlarmPriority.CRITICAL || holdsCritical(entry, cause, draft))
                .map(entry -> id);
    }

    private static boolean holdsCritical(KeptAlarm maintenance, AlarmCause cause, Draft draft) {
        Alarm alarm = maintenance.alarm();
        return alarm.attention()
                .shelf()
                .map(shelf -> draft.now().isBefore(shelf.signature().at().plus(AlarmAction.Shelve.LONGEST_OF_CRITICAL)))
                .orElseGet(() -> isHeldBy(alarm.id(), cause, draft));
    }

    /** When maintenance has ended, nobody knows any more when it was said last: what was held stays so, no more. */
    private static boolean isHeldBy(AlarmId maintenance, AlarmCause cause, Draft draft) {
        return draft.find(cause.id())
                .flatMap(entry -> entry.alarm().attention().suppressedBy())
                .filter(maintenance::equals)
                .isPresent();
    }

    /** What may be behind it, the first cause first. */
    private Stream<AlarmId> causes(AlarmCause cause) {
        Optional<AlarmId> driver = Optional.of(ProblemSource.NO_DRIVER);
        Optional<AlarmId> network =
                cause.deviceId().isPresent() ? networkOf.apply(cause.deviceId().getAsInt()) : Optional.empty();
        return switch (cause.kind()) {
            case GATEWAY_PROBLEM, MAINTENANCE -> Stream.empty();
            case NETWORK_SILENT -> driver.stream();
            case DEVICE_SILENT -> Stream.of(driver, network).flatMap(Optional::stream);
            case POINTS_UNREADABLE, DEVICE_EVENT, RULE ->
                Stream.of(
                                driver,
                                network,
                                Optional.of(DeviceSource.id(cause.deviceId().getAsInt())))
                        .flatMap(Optional::stream);
        };
    }

    /** What a device says of itself is no effect of a silence that has ended. */
    private static Duration aftermath(AlarmCause cause) {
        return cause.kind() == AlarmKind.DEVICE_EVENT ? Duration.ZERO : AFTERMATH;
    }

    private static boolean holds(KeptAlarm parent, Instant onset, Instant now, Duration aftermath) {
        return isOn(parent, now, aftermath)
                && !onset.isBefore(parent.alarm().onset().at().minus(HEAD_START));
    }

    /** It is present, or was until just now. */
    static boolean isOn(KeptAlarm parent, Instant now, Duration aftermath) {
        Alarm alarm = parent.alarm();
        boolean present = parent.active() && alarm.condition() != AlarmCondition.GONE;
        boolean justGone = alarm.goneAt()
                .filter(gone -> !now.isBefore(gone) && now.isBefore(gone.plus(aftermath)))
                .isPresent();
        return present || justGone;
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmAction;
import io.bms.api.alarm.AlarmEvent;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmKind;
import io.bms.api.alarm.AlarmRequest;
import io.bms.api.alarm.Signature;
import io.bms.api.command.CommandResult;
import io.bms.testkit.Devices;
import io.bms.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** An engine with one source, on a disk in memory; its monotonic clock goes with the other. */
final class Fixture {
    /** The one device of the site. */
    static final int DEVICE = 1001;

    static final AlarmSettings SETTINGS = new AlarmSettings(
            Duration.ofSeconds(60), Duration.ofSeconds(300), Duration.ofSeconds(300), Duration.ofDays(730));

    final ManualClock clock = new ManualClock();
    final FakeStore store = new FakeStore();
    final FakeSource source = new FakeSource(AlarmKind.GATEWAY_PROBLEM);
    final StoreProblems problems = new StoreProblems(clock, List.of());
    Engine engine;

    Fixture() {
        restart();
    }

    static LongSupplier nanos(ManualClock clock) {
        return () -> Duration.between(ManualClock.START, clock.instant()).toNanos();
    }

    void restart() {
        Lifecycle lifecycle = new Lifecycle(List.of(source), new Suppression(device -> Optional.empty()), nanos(clock));
        Deeds deeds = new Deeds(new Maintenance(
                id -> id == DEVICE ? Optional.of(Devices.device(DEVICE, 1, Duration.ofSeconds(1))) : Optional.empty()));
        engine = new Engine(store, lifecycle, deeds, SETTINGS, problems, clock);
    }

    /** Looks, after this time. */
    void lookAfter(Duration time) {
        clock.advance(time);
        engine.look();
    }

    void look() {
        lookAfter(Duration.ofSeconds(1));
    }

    Optional<Alarm> alarm(String id) {
        return Optional.ofNullable(engine.current().alarms().get(new AlarmId(id)));
    }

    List<AlarmEvent.Type> events(String id) {
        return store.events().stream()
                .filter(event -> event.alarmId().value().equals(id))
                .map(AlarmEvent::type)
                .toList();
    }

    CommandResult change(AlarmAction action, String id, OptionalLong seq) {
        AlarmRequest request = new AlarmRequest(
                action,
                List.of(new AlarmRequest.Target(new AlarmId(id), seq)),
                Optional.of("a note"),
                "anna",
                Signature.Via.REST);
        return engine.carryOut(List.of(request)).get(0);
    }

    CommandResult change(AlarmAction action, String id) {
        return change(action, id, OptionalLong.empty());
    }
}

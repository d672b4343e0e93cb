// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmCause;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmKind;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.driver.DeviceEvent;
import io.bms.api.driver.DeviceEvent.OpenTransition;
import io.bms.api.driver.EventsOutcome;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.point.PointId;
import io.bms.api.site.Device;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What devices themselves say is wrong with their objects. A device is asked when it is first seen, when it is back,
 * when a flag of one of its points changes, when it announces an event, when it has taken an acknowledgement, and else
 * at an interval: one request each time, where there are no events. Thread: bms-alarm-engine.
 */
final class DeviceEventSource implements AlarmSource {
    /** How many devices are asked at a time. */
    static final int AT_ONCE = 16;
    /** Flags that change all the time do not have their device asked more often. */
    static final Duration LEAST = Duration.ofSeconds(2);
    /** After a failure, if that is sooner than the interval. */
    private static final Duration AGAIN = Duration.ofSeconds(60);

    private static final int CRITICAL_BELOW = 64;
    private static final int HIGH_BELOW = 128;
    private static final int MEDIUM_BELOW = 192;

    private final DeviceWatch watch;
    private final FlagWatch flags;
    private final Supplier<Optional<Monitoring>> monitoring;
    private final Consumer<Runnable> thread;
    private final Duration interval;
    private final LongSupplier nanos;
    private final Lasting<Integer> unread;
    private final Map<Integer, Asked> devices = new HashMap<>();
    private int asking;

    /** What is known of one device. */
    private static final class Asked {
        final Set<PointId> expected = new HashSet<>();
        Optional<Map<PointId, DeviceEvent>> events = Optional.empty();
        boolean asking;
        boolean news = true;
        boolean silent;
        long due;
        long last = Long.MIN_VALUE;
    }

    /**
     * @param thread runs what it is given on bms-alarm-engine
     * @param interval zero: no device is asked
     */
    DeviceEventSource(
            DeviceWatch watch,
            FlagWatch flags,
            Supplier<Optional<Monitoring>> monitoring,
            Consumer<Runnable> thread,
            Duration interval,
            LongSupplier nanos) {
        this.watch = watch;
        this.flags = flags;
        this.monitoring = monitoring;
        this.thread = thread;
        this.interval = interval;
        this.nanos = nanos;
        unread = new Lasting<>(nanos);
    }

    static AlarmId id(PointId object) {
        return new AlarmId(object + ".event");
    }

    /** Alarms of an earlier run: what a device does not say of them is to be asked for before it is believed. */
    void expect(Collection<Alarm> alarms) {
        alarms.forEach(this::expect);
    }

    private void expect(Alarm alarm) {
        alarm.cause().point().filter(object -> alarm.cause().kind() == kind()).ifPresent(object -> of(object.deviceId())
                .expected
                .add(object));
    }

    private Asked of(int device) {
        return devices.computeIfAbsent(device, unknown -> new Asked());
    }

    /** The device has news, and is asked soon. */
    void news(int device) {
        of(device).news = true;
    }

    @Override
    public AlarmKind kind() {
        return AlarmKind.DEVICE_EVENT;
    }

    @Override
    public List<AlarmCause> look() {
        if (interval.isZero()) {
            return List.of();
        }
        monitoring.get().ifPresent(it -> it.takeEventNews().forEach(this::news));
        Set<Integer> watched = watch.watched().keySet();
        devices.keySet().retainAll(watched);
        unread.retain(watched);
        flags.retain(watched);
        monitoring.get().ifPresent(it -> watched.forEach(device -> look(device, it)));
        return causes(event -> !event.state().isNormal());
    }

    private void look(int device, Monitoring seeing) {
        Asked asked = of(device);
        boolean answers = seeing.status() == MonitoringStatus.ACTIVE
                && seeing.device(device).filter(Monitoring.DeviceState::online).isPresent();
        asked.news |= flags.takeChange(device) || answers && asked.silent;
        asked.silent = !answers;
        long now = nanos.getAsLong();
        boolean due =
                asked.news ? asked.last == Long.MIN_VALUE || now - asked.last >= LEAST.toNanos() : now >= asked.due;
        if (!answers || asked.asking || !due || asking >= AT_ONCE) {
            return;
        }
        asked.asking = true;
        asked.news = false;
        asked.last = now;
        asking++;
        CompletionStage<EventsOutcome> answer = seeing.events(device, List.copyOf(asked.expected));
        answer.thenAccept(outcome -> thread.accept(() -> took(device, asked, outcome)));
    }

    private void took(int device, Asked asked, EventsOutcome outcome) {
        asking--;
        asked.asking = false;
        if (devices.get(device) != asked) {
            return;
        }
        if (outcome instanceof EventsOutcome.Known known) {
            Map<PointId, DeviceEvent> events = new HashMap<>();
            known.events().stream()
                    .filter(DeviceEvent::alarm)
                    .filter(event -> event.object().deviceId() == device)
                    .forEach(event -> events.put(event.object(), event));
            asked.events = Optional.of(events);
            asked.expected.clear();
            asked.expected.addAll(events.keySet());
            asked.due = nanos.getAsLong() + interval.toNanos();
            unread.isNot(device);
        } else {
            Duration soon = AGAIN.compareTo(interval) < 0 ? AGAIN : interval;
            asked.due = nanos.getAsLong() + soon.toNanos();
            unread.is(device);
        }
    }

    @Override
    public List<AlarmCause> past() {
        return causes(event -> event.state().isNormal() && !event.open().isEmpty());
    }

    private List<AlarmCause> causes(Predicate<DeviceEvent> which) {
        return watch.watched().values().stream()
                .flatMap(device -> events(device.deviceId()).filter(which).map(event -> cause(device, event)))
                .toList();
    }

    private Stream<DeviceEvent> events(int device) {
        return isFresh(device) ? devices.get(device).events.orElse(Map.of()).values().stream() : Stream.empty();
    }

    /** What the device said last can be taken to be so still. */
    private boolean isFresh(int device) {
        Asked asked = devices.get(device);
        return asked != null
                && asked.events.isPresent()
                && !watch.isUntold(device)
                && watch.silence(device).isEmpty()
                && !unread.isSoFor(device, DeviceWatch.BLIND);
    }

    private AlarmCause cause(Device device, DeviceEvent event) {
        String name = device.points().stream()
                .filter(point -> point.id().equals(event.object()))
                .map(point -> point.object().name())
                .filter(one -> !one.isBlank())
                .findFirst()
                .orElseGet(
                        () -> event.object().objectType() + " " + event.object().instance());
        String what = event.state().isNormal()
                ? "was not normal for a time"
                : event.state().words();
        return new AlarmCause(
                id(event.object()),
                kind(),
                OptionalInt.of(device.deviceId()),
                priority(event.priority()),
                DeviceSource.named(device) + ": " + name + " " + what,
                false,
                Optional.of(event.object()),
                !event.open().isEmpty());
    }

    /** As the standard's annex M groups them. */
    private static AlarmPriority priority(OptionalInt number) {
        int priority = number.orElse(HIGH_BELOW);
        if (priority < CRITICAL_BELOW) {
            return AlarmPriority.CRITICAL;
        }
        if (priority < HIGH_BELOW) {
            return AlarmPriority.HIGH;
        }
        return priority < MEDIUM_BELOW ? AlarmPriority.MEDIUM : AlarmPriority.LOW;
    }

    @Override
    public Optional<List<OpenTransition>> open(AlarmCause cause) {
        int device = cause.deviceId().orElseThrow();
        return isFresh(device)
                ? cause.point()
                        .map(object ->
                                devices.get(device).events.orElse(Map.of()).get(object))
                        .map(DeviceEvent::open)
                        .or(() -> Optional.of(List.of()))
                : Optional.empty();
    }

    @Override
    public Sight sight(Alarm alarm) {
        int device = alarm.cause().deviceId().orElseThrow();
        if (interval.isZero() || !watch.watched().containsKey(device)) {
            return Sight.GONE;
        }
        return watch.withoutView(device).orElseGet(() -> {
            if (isFresh(device)) {
                return Sight.GONE;
            }
            return unread.isSoFor(device, DeviceWatch.BLIND) ? Sight.UNKNOWN : Sight.PENDING;
        });
    }
}

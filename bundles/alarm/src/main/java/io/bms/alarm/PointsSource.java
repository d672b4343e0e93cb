// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmCause;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmKind;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.point.PointId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Points that cannot be read though their device answers: one alarm a device. Thread: bms-alarm-engine. */
final class PointsSource implements AlarmSource {
    private final DeviceWatch watch;
    private final Duration delay;
    private final Lasting<PointId> failing;

    PointsSource(DeviceWatch watch, Duration delay, LongSupplier nanos) {
        this.watch = watch;
        this.delay = delay;
        failing = new Lasting<>(nanos);
    }

    @Override
    public AlarmKind kind() {
        return AlarmKind.POINTS_UNREADABLE;
    }

    @Override
    public List<AlarmCause> look() {
        failing.retain(watch.failing());
        watch.failing().forEach(failing::is);
        Map<Integer, List<PointId>> byDevice = watch.failing().stream()
                .filter(point -> failing.isSoFor(point, delay))
                .sorted()
                .collect(Collectors.groupingBy(PointId::deviceId, TreeMap::new, Collectors.toList()));
        return byDevice.values().stream().map(this::cause).toList();
    }

    private AlarmCause cause(List<PointId> points) {
        PointId first = points.get(0);
        int device = first.deviceId();
        String what = points.size() == 1
                ? "point " + first + " cannot be read"
                : points.size() + " points cannot be read, the first of them " + first;
        return new AlarmCause(
                new AlarmId(device + ".unreadable"),
                kind(),
                OptionalInt.of(device),
                AlarmPriority.LOW,
                DeviceSource.named(watch.watched().get(device)) + ": " + what);
    }

    @Override
    public Sight sight(Alarm alarm) {
        int device = alarm.cause().deviceId().orElseThrow();
        boolean undecided = watch.silence(device).isPresent()
                || watch.failing().stream().anyMatch(point -> point.deviceId() == device);
        return watch.withoutView(device).orElse(undecided ? Sight.PENDING : Sight.GONE);
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmAction;
import io.bms.api.alarm.AlarmEvent;
import io.bms.api.alarm.AlarmRequest;
import io.bms.api.alarm.Signature;
import io.bms.api.command.Command;
import io.bms.api.driver.DeviceEvent;
import io.bms.api.driver.EventState;
import io.bms.api.driver.EventsOutcome;
import io.bms.api.monitoring.Monitoring.DeviceState;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.api.point.StatusFlag;
import io.bms.api.site.Device;
import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.GatewayStatus;
import io.bms.api.status.StatusItem.Problem;
import io.bms.testkit.Devices;
import io.bms.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.Test;

/**
 * A building for thirty days, with the settings as shipped: with what goes wrong in one, and with much more that only
 * looks like it. Each alarm that makes a sound has to be true, each fault has to make one, and there are few.
 */
public class ThirtyDaysTest extends AlarmsOnDisk {
    private static final int DAYS = 30;
    private static final int DEVICES = 8;
    private static final int DAY = 86_400;
    private static final String NETWORK = "network.127.0.9";
    private static final Failure NO_ANSWER = new Failure(ErrorCode.DEVICE_TIMEOUT, "no answer");
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    /** For how long something has to be so, by the settings as shipped, and how long after its end it may be told. */
    private enum Kind {
        DEVICE(60, 2),
        UNREADABLE(300, 2),
        EVENT(0, 302),
        PROBLEM(60, 2),
        NETWORK(60, 2);

        final int least;
        final int after;

        Kind(int least, int after) {
            this.least = least;
            this.after = after;
        }
    }

    /** Something was wrong for this time, in seconds. */
    private record Fault(Kind kind, String alarm, int from, int to) {}

    private final Random random = new Random(30);
    private final TreeMap<Integer, List<Runnable>> script = new TreeMap<>();
    /** How many faults of the script a thing has now, and since when it has any. */
    private final Map<String, Integer> depth = new HashMap<>();

    private final Map<String, Integer> since = new HashMap<>();
    private final List<Fault> faults = new ArrayList<>();
    private int now;

    private void at(int second, Runnable step) {
        script.computeIfAbsent(second, it -> new ArrayList<>()).add(step);
    }

    /** The thing is wrong from then on for so long; faults of one thing may overlap. */
    private void wrong(Kind kind, String alarm, int from, int seconds, Consumer<Boolean> apply) {
        at(from, () -> {
            if (depth.merge(alarm, 1, Integer::sum) == 1) {
                since.put(alarm, now);
                apply.accept(true);
            }
        });
        at(from + seconds, () -> {
            if (depth.merge(alarm, -1, Integer::sum) == 0) {
                faults.add(new Fault(kind, alarm, since.get(alarm), now));
                apply.accept(false);
            }
        });
    }

    private int any(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    private void silent(int device, int from, int seconds) {
        wrong(
                Kind.DEVICE,
                device + ".device",
                from,
                seconds,
                silent -> monitoring.device(
                        device,
                        new DeviceState(!silent, clock.instant(), silent ? Optional.of(NO_ANSWER) : Optional.empty())));
    }

    private final Map<PointId, Failure> failing = new HashMap<>();

    private void unreadable(int device, int from, int seconds) {
        PointId point = Devices.point(device, 2);
        wrong(Kind.UNREADABLE, device + ".unreadable", from, seconds, bad -> {
            if (bad) {
                failing.put(point, NO_ANSWER);
            } else {
                failing.remove(point);
            }
            monitoring.failing(failing);
        });
    }

    /** The device says so, and its flag. */
    private void event(int device, int from, int seconds) {
        PointId point = Devices.point(device, 1);
        wrong(Kind.EVENT, point + ".event", from, seconds, high -> {
            EventState state = high ? EventState.HIGH_LIMIT : EventState.NORMAL;
            monitoring.eventsOf(
                    device,
                    new EventsOutcome.Known(
                            high
                                    ? List.of(new DeviceEvent(point, state, List.of(), true, OptionalInt.of(150)))
                                    : List.of()));
            alarms.accept(new SampleBatch(List.of(new Sample(
                    point,
                    new PointValue.Real(high ? 31 : 21),
                    Quality.GOOD,
                    high ? Set.of(StatusFlag.IN_ALARM) : Set.of(),
                    clock.instant(),
                    INTERVAL))));
        });
    }

    private final Map<String, Problem> problems = new TreeMap<>();

    private void problem(String code, int from, int seconds) {
        wrong(Kind.PROBLEM, "gateway." + code, from, seconds, there -> {
            if (there) {
                problems.put(code, new Problem(code, "something is wrong with " + code, clock.instant()));
            } else {
                problems.remove(code);
            }
            alarms.status(status());
        });
    }

    private GatewayStatus status() {
        return new GatewayStatus(
                true,
                Optional.empty(),
                "boot",
                "1",
                MonitoringStatus.ACTIVE,
                ConnectionStatus.CONNECTED,
                ConnectionStatus.CONNECTED,
                DEVICES,
                DEVICES,
                3 * DEVICES,
                1,
                List.copyOf(problems.values()),
                Map.of(),
                clock.instant());
    }

    private void network(int from, int seconds) {
        // From the first of those that fall silent together.
        wrong(Kind.NETWORK, NETWORK, from + 1, seconds, there -> {});
        IntStream.rangeClosed(1, DEVICES).forEach(device -> silent(device, from + device, seconds + any(10, 30)));
    }

    private void write() {
        for (int day = 0; day < DAYS; day++) {
            int midnight = day * DAY;
            // What only looks like it: a packet lost, a point that is slow, a problem of a start.
            for (int i = 0; i < 40; i++) {
                silent(any(1, DEVICES), midnight + any(600, DAY - 9_000), any(1, 50));
                unreadable(any(1, DEVICES), midnight + any(600, DAY - 9_000), any(10, 250));
            }
            problem("mqtt_disconnected", midnight + any(600, DAY - 9_000), any(5, 50));
            if (day % 2 == 0) {
                silent(any(1, DEVICES), midnight + any(600, DAY - 9_000), any(120, 5_400));
            }
            if (day % 3 == 0) {
                unreadable(any(1, DEVICES), midnight + any(600, DAY - 9_000), any(600, 7_200));
                event(any(1, DEVICES), midnight + any(600, DAY - 9_000), any(60, 3_600));
            }
            if (day % 7 == 3) {
                network(midnight + any(600, DAY - 9_000), any(180, 1_800));
            }
            if (day % 10 == 5) {
                problem("mqtt_publish_refused", midnight + any(600, DAY - 9_000), 900);
                int begin = midnight + any(600, DAY - 9_000);
                for (int i = 0; i < 12; i++) {
                    event(1, begin + 90 * i, 45);
                }
            }
            if (day % 4 == 1) {
                at(midnight + any(600, DAY - 9_000), this::restartQuietly);
            }
            for (int hour = 1; hour <= 24; hour++) {
                at(midnight + 3_600 * hour, this::acknowledgeAll);
            }
        }
    }

    /** The events go on to be heard by the same sink. */
    private void restartQuietly() {
        RecordingAlarmSink heard = sink;
        restart();
        alarms.unbindSink(sink);
        alarms.unbindOutside(sink);
        sink = heard;
        alarms.bindSink(sink);
        alarms.bindOutside(sink);
        alarms.status(status());
    }

    private void acknowledgeAll() {
        List<AlarmRequest.Target> targets = sink.newest().alarms().values().stream()
                .filter(Alarm::awaitsAcknowledgement)
                .map(alarm -> new AlarmRequest.Target(alarm.id(), OptionalLong.empty()))
                .toList();
        if (!targets.isEmpty()) {
            alarms.handle(
                    new Command.ChangeAlarms(new AlarmRequest(
                            new AlarmAction.Acknowledge(), targets, Optional.empty(), "anna", Signature.Via.REST)),
                    progress -> {});
            scheduler.runPending();
        }
    }

    private void play() {
        sites.preset(Devices.site(IntStream.rangeClosed(1, DEVICES)
                .mapToObj(device -> Devices.device(device, 3, INTERVAL))
                .toArray(Device[]::new)));
        IntStream.rangeClosed(1, DEVICES)
                .forEach(device -> monitoring.device(device, new DeviceState(true, clock.instant(), Optional.empty())));
        open();
        alarms.status(status());
        while (!script.isEmpty()) {
            Map.Entry<Integer, List<Runnable>> next = script.pollFirstEntry();
            scheduler.advance(Duration.ofSeconds(next.getKey() - now));
            now = next.getKey();
            next.getValue().forEach(Runnable::run);
        }
        scheduler.advance(Duration.ofMinutes(10));
    }

    private static int second(Instant at) {
        return (int) Duration.between(ManualClock.START, at).toSeconds();
    }

    private static boolean explains(Fault fault, AlarmEvent raised) {
        int at = second(raised.at());
        return fault.alarm().equals(raised.alarmId().value())
                && at >= fault.from() + fault.kind().least - 1
                && at <= fault.to() + fault.kind().after;
    }

    @Test
    public void settingsAsShipped_fewAlarms_eachOfThemTrue_andNoFaultWithoutOne() {
        write();
        play();
        List<AlarmEvent> loud = sink.events.stream()
                .filter(event -> event.type() == AlarmEvent.Type.RAISED && !event.quiet())
                .toList();
        List<AlarmEvent> untrue = loud.stream()
                .filter(event -> faults.stream().noneMatch(fault -> explains(fault, event)))
                .toList();
        assertEquals("alarms that no fault explains", List.of(), untrue);

        List<Fault> networks =
                faults.stream().filter(fault -> fault.kind() == Kind.NETWORK).toList();
        List<Fault> unheard = faults.stream()
                .filter(fault -> fault.to() - fault.from() > fault.kind().least + 5)
                .filter(fault -> loud.stream().noneMatch(event -> explains(fault, event)))
                .filter(fault -> !isChatter(fault) && networks.stream().noneMatch(net -> isWithin(fault, net)))
                .toList();
        assertEquals("faults of which nobody was told", List.of(), unheard);

        Map<Integer, Long> perDay = loud.stream()
                .collect(Collectors.groupingBy(event -> second(event.at()) / DAY, TreeMap::new, Collectors.counting()));
        assertTrue("alarms by day: " + perDay, perDay.values().stream().allMatch(count -> count < 10));
        assertTrue("there is something to tell: " + loud.size(), loud.size() > 30);
        assertEquals("nothing stays", 0, sink.newest().summary().active());
    }

    /** The second to twelfth time that it comes within a quarter of an hour. */
    private boolean isChatter(Fault fault) {
        return fault.kind() == Kind.EVENT
                && faults.stream()
                        .anyMatch(other -> other.alarm().equals(fault.alarm())
                                && other.from() < fault.from()
                                && fault.from() - other.to() < 60);
    }

    /** It is an effect of the network's. */
    private static boolean isWithin(Fault fault, Fault network) {
        return fault.kind() != Kind.NETWORK
                && fault.from() >= network.from() - 120
                && fault.from() <= network.to() + 360;
    }
}

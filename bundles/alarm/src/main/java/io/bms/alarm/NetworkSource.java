// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmCause;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmKind;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.site.Device;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * Networks of which more than half the devices have fallen silent within {@link #TOGETHER}: one alarm, and not one for
 * each device. A network is what is behind routers by one network number, or the IP addresses with the same first three
 * numbers. Devices under maintenance say nothing of their network. Thread: bms-alarm-engine.
 */
final class NetworkSource implements AlarmSource {
    static final Duration TOGETHER = Duration.ofSeconds(60);

    private static final String PREFIX = "network.";
    private static final int FEWEST = 2;

    private final DeviceWatch watch;
    private final Duration delay;
    private final IntPredicate worked;
    private final Set<String> down = new HashSet<>();
    private Map<String, List<Device>> networks = Map.of();

    /** @param worked whether a device is under maintenance, by its instance number */
    NetworkSource(DeviceWatch watch, Duration delay, IntPredicate worked) {
        this.watch = watch;
        this.delay = delay;
        this.worked = worked;
    }

    static AlarmId id(DeviceAddress address) {
        return new AlarmId(PREFIX + network(address));
    }

    private static String network(DeviceAddress address) {
        return address.network().isPresent()
                ? String.valueOf(address.network().getAsInt())
                : address.host().substring(0, Math.max(0, address.host().lastIndexOf('.')));
    }

    @Override
    public AlarmKind kind() {
        return AlarmKind.NETWORK_SILENT;
    }

    @Override
    public List<AlarmCause> look() {
        networks = watch.watched().values().stream()
                .filter(device -> !worked.test(device.deviceId()))
                .collect(Collectors.groupingBy(device -> network(device.address()), TreeMap::new, Collectors.toList()));
        down.removeIf(network -> !isMajority(network, silent(network).size()));
        networks.keySet().stream().filter(this::fellTogether).forEach(down::add);
        return down.stream().sorted().map(this::cause).toList();
    }

    private AlarmCause cause(String network) {
        return new AlarmCause(
                new AlarmId(PREFIX + network),
                kind(),
                OptionalInt.empty(),
                AlarmPriority.HIGH,
                silent(network).size() + " of " + networks.get(network).size() + " devices of network " + network
                        + " do not answer; look at what connects them: switch, router, power");
    }

    /** For how long each of its silent devices has been so, the shortest first. */
    private List<Duration> silent(String network) {
        return networks.getOrDefault(network, List.of()).stream()
                .map(device -> watch.silence(device.deviceId()))
                .flatMap(Optional::stream)
                .sorted()
                .toList();
    }

    private boolean isMajority(String network, int some) {
        return 2 * some > networks.getOrDefault(network, List.of()).size();
    }

    private boolean fellTogether(String network) {
        List<Duration> silences = silent(network);
        int all = networks.get(network).size();
        int most = all / 2 + 1;
        if (all < FEWEST || silences.size() < most) {
            return false;
        }
        for (int i = 0; i + most <= silences.size(); i++) {
            Duration oldest = silences.get(i + most - 1);
            if (oldest.compareTo(delay) >= 0 && oldest.minus(silences.get(i)).compareTo(TOGETHER) <= 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Sight sight(Alarm alarm) {
        String network = alarm.id().value().substring(PREFIX.length());
        List<Device> devices = networks.getOrDefault(network, List.of());
        int silent = silent(network).size();
        long untold = devices.stream()
                .filter(device -> watch.isUntold(device.deviceId()))
                .count();
        if (devices.isEmpty() || !isMajority(network, silent + (int) untold)) {
            return Sight.GONE;
        }
        boolean nobodyTells = devices.stream().allMatch(device -> watch.withoutView(device.deviceId())
                .filter(Sight.UNKNOWN::equals)
                .isPresent());
        return nobodyTells ? Sight.UNKNOWN : Sight.PENDING;
    }
}

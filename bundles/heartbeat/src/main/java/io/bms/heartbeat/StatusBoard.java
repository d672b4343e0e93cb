// SPDX-License-Identifier: GPL-3.0-only
package io.bms.heartbeat;

import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.GatewayStatus;
import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusSource;
import java.time.Clock;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * What all sources say, as one status. Numbers add up; where several speak of one connection the worst
 * counts; what nobody speaks of is down, or not decided yet. Thread: bms-heartbeat.
 */
final class StatusBoard {
    private final Clock clock;
    private final String bootId;
    private final String version;
    private final List<StatusSource> sources = new CopyOnWriteArrayList<>();

    StatusBoard(Clock clock, String bootId, String version) {
        this.clock = clock;
        this.bootId = bootId;
        this.version = version;
    }

    void add(StatusSource source) {
        sources.add(source);
    }

    void remove(StatusSource source) {
        sources.remove(source);
    }

    GatewayStatus merge() {
        List<List<StatusItem>> said = sources.stream().map(StatusSource::status).toList();
        List<StatusItem> items = said.stream().flatMap(List::stream).toList();
        return new GatewayStatus(
                true,
                Optional.empty(),
                bootId,
                version,
                of(items, StatusItem.Monitoring.class)
                        .map(StatusItem.Monitoring::status)
                        .max(Comparator.naturalOrder())
                        .orElse(MonitoringStatus.INITIALIZING),
                of(items, StatusItem.BacnetConnection.class)
                        .map(StatusItem.BacnetConnection::status)
                        .max(Comparator.naturalOrder())
                        .orElse(ConnectionStatus.DISCONNECTED),
                of(items, StatusItem.MqttConnection.class)
                        .map(StatusItem.MqttConnection::status)
                        .max(Comparator.naturalOrder())
                        .orElse(ConnectionStatus.DISCONNECTED),
                of(items, StatusItem.Devices.class)
                        .mapToInt(StatusItem.Devices::total)
                        .sum(),
                of(items, StatusItem.Devices.class)
                        .mapToInt(StatusItem.Devices::online)
                        .sum(),
                of(items, StatusItem.Points.class)
                        .mapToInt(StatusItem.Points::monitored)
                        .sum(),
                of(items, StatusItem.ConfigRevision.class)
                        .mapToLong(StatusItem.ConfigRevision::revision)
                        .max()
                        .orElse(0),
                said.stream()
                        .flatMap(StatusBoard::problems)
                        .sorted(Comparator.comparing(StatusItem.Problem::code).thenComparing(StatusItem.Problem::since))
                        .toList(),
                counts(items),
                clock.instant());
    }

    private static Stream<StatusItem.Problem> problems(List<StatusItem> ofOneSource) {
        Map<String, StatusItem.Problem> byCode = new TreeMap<>();
        of(ofOneSource, StatusItem.Problem.class).forEach(problem -> byCode.putIfAbsent(problem.code(), problem));
        return byCode.values().stream();
    }

    private static Map<StatusItem.Counter, Long> counts(List<StatusItem> items) {
        Map<StatusItem.Counter, Long> counts = new EnumMap<>(StatusItem.Counter.class);
        for (StatusItem.Counter counter : StatusItem.Counter.values()) {
            counts.put(counter, 0L);
        }
        of(items, StatusItem.Count.class).forEach(count -> counts.merge(count.counter(), count.value(), Long::sum));
        return counts;
    }

    private static <T extends StatusItem> Stream<T> of(List<StatusItem> items, Class<T> kind) {
        return items.stream().filter(kind::isInstance).map(kind::cast);
    }
}

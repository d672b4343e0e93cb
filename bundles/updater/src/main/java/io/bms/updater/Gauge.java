// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import io.bms.api.history.HistoryStore;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.point.PointId;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.site.Point;
import io.bms.api.site.SiteStore;
import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.GatewayHealth;
import io.bms.api.status.GatewayStatus;
import io.bms.api.status.StatusItem;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Measures how the gateway is. Thread: bms-updater; the history blocks for some milliseconds. */
final class Gauge {
    /** Of how many points the history is asked. */
    private static final int HISTORY_POINTS = 20;

    private final Services services;
    private final ServiceComponentRuntime components;
    private final Clock clock;

    Gauge(Services services, ServiceComponentRuntime components, Clock clock) {
        this.services = services;
        this.components = components;
        this.clock = clock;
    }

    Measured measure() {
        Set<String> declared = new HashSet<>();
        Set<String> satisfied = new HashSet<>();
        for (ComponentDescriptionDTO component : components.getComponentDescriptionDTOs()) {
            declared.add(component.name);
            if (SuccessorCheck.isSatisfied(components.getComponentConfigurationDTOs(component))) {
                satisfied.add(component.name);
            }
        }
        Optional<GatewayStatus> status = services.ask(GatewayHealth.class, GatewayHealth::current);
        return new Measured(
                running(),
                declared,
                satisfied,
                status.filter(now -> now.mqttConnection() == ConnectionStatus.CONNECTED)
                        .isPresent(),
                status.filter(Gauge::isReady).isPresent(),
                status.map(GatewayStatus::problems).orElse(List.of()).stream()
                        .map(StatusItem.Problem::code)
                        .collect(Collectors.toSet()),
                good(),
                heapBytes(),
                services.ask(HistoryStore.class, store -> true).isPresent());
    }

    private static boolean isReady(GatewayStatus status) {
        return status.mqttConnection() == ConnectionStatus.CONNECTED && status.monitoring() != MonitoringStatus.ERROR;
    }

    private Map<String, String> running() {
        Map<String, String> running = new HashMap<>();
        Arrays.stream(services.context().getBundles())
                .filter(bundle -> bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING)
                .filter(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
                .forEach(bundle -> running.put(
                        bundle.getSymbolicName(), bundle.getVersion().toString()));
        return running;
    }

    private Map<PointId, Instant> good() {
        Map<PointId, Instant> good = new HashMap<>();
        for (Sample sample : newest()) {
            Duration age = Duration.between(sample.timestamp(), clock.instant());
            if (sample.quality() == Quality.GOOD
                    && age.compareTo(sample.interval().multipliedBy(3)) <= 0) {
                good.put(sample.pointId(), sample.timestamp());
            }
        }
        return good;
    }

    private List<Sample> newest() {
        Collection<PointId> points = services.ask(SiteStore.class, store -> store.current().devices().values().stream()
                        .flatMap(device -> device.points().stream())
                        .map(Point::id)
                        .toList())
                .orElse(List.of());
        return services.ask(Monitoring.class, monitoring -> points.stream()
                        .map(monitoring::latest)
                        .flatMap(Optional::stream)
                        .toList())
                .orElse(List.of());
    }

    /** The points that are read often enough to be good again within this time. */
    Set<PointId> readWithin(Duration time) {
        return newest().stream()
                .filter(sample -> sample.interval().multipliedBy(3).compareTo(time) <= 0)
                .map(Sample::pointId)
                .collect(Collectors.toSet());
    }

    /** The history has a sample of one of these points since then. */
    boolean historyWrittenSince(Instant then, Collection<PointId> points) {
        List<PointId> some = points.stream().limit(HISTORY_POINTS).toList();
        return services.ask(HistoryStore.class, store -> hasAny(store, some, then))
                .orElse(false);
    }

    private boolean hasAny(HistoryStore store, List<PointId> points, Instant then) {
        try {
            return store.samples(points, then, clock.instant(), 1, Optional.empty()).series().stream()
                    .anyMatch(series -> !series.entries().isEmpty());
        } catch (UncheckedIOException | IllegalStateException e) {
            return false;
        }
    }

    /** What lives: nothing is collected for it, since that would hold up the reads. */
    private static long heapBytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(Objects::nonNull)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }
}

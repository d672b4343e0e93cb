// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.monitoring.Monitoring;
import io.bms.api.monitoring.Monitoring.DeviceState;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.site.Point;
import io.bms.api.site.Site;
import io.bms.api.site.SiteStore;
import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusSource;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Says how the reading of the site goes: its status, the devices that answer, and what to do where it fails.
 *
 * <p>Thread: any.
 */
@Component(service = StatusSource.class)
public final class SiteStatus implements StatusSource {
    private static final int NAMED = 5;

    private final Monitoring monitoring;
    private final SiteStore store;
    private final Clock clock;
    private Optional<Instant> driverMissing = Optional.empty();

    @Activate
    public SiteStatus(@Reference Monitoring monitoring, @Reference SiteStore store) {
        this(monitoring, store, Clock.systemUTC());
    }

    SiteStatus(Monitoring monitoring, SiteStore store, Clock clock) {
        this.monitoring = monitoring;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public synchronized List<StatusItem> status() {
        Site site = store.current();
        MonitoringStatus status = monitoring.status();
        TreeMap<Integer, DeviceState> states = new TreeMap<>();
        site.devices().keySet().forEach(id -> monitoring.device(id).ifPresent(state -> states.put(id, state)));
        int online = (int) states.values().stream().filter(DeviceState::online).count();
        List<StatusItem> items = new ArrayList<>();
        items.add(new StatusItem.Monitoring(status));
        items.add(new StatusItem.Devices(site.devices().size(), online));
        items.add(new StatusItem.Points(site.monitoringWanted() ? enabled(site) : 0));
        driverMissing = status == MonitoringStatus.ERROR
                ? driverMissing.or(() -> Optional.of(clock.instant()))
                : Optional.empty();
        driverMissing.ifPresent(since -> items.add(new StatusItem.Problem("no_driver", Configuring.NO_DRIVER, since)));
        silent(states).ifPresent(items::add);
        items.addAll(monitoring.problems());
        return items;
    }

    private static int enabled(Site site) {
        return site.devices().values().stream()
                .mapToInt(device ->
                        (int) device.points().stream().filter(Point::enabled).count())
                .sum();
    }

    private static Optional<StatusItem> silent(TreeMap<Integer, DeviceState> states) {
        List<Integer> silent = states.entrySet().stream()
                .filter(entry -> !entry.getValue().online())
                .map(Map.Entry::getKey)
                .toList();
        return silent.stream()
                .map(id -> states.get(id).since())
                .min(Comparator.naturalOrder())
                .map(since -> {
                    String named =
                            silent.stream().limit(NAMED).map(String::valueOf).collect(Collectors.joining(", "));
                    String more = silent.size() > NAMED ? " and " + (silent.size() - NAMED) + " more" : "";
                    return new StatusItem.Problem(
                            "devices_silent",
                            "no answer from device " + named + more
                                    + "; check power, network and address, then discover again",
                            since);
                });
    }
}

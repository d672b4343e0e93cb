// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.api.site.ReadMode;
import io.bms.api.site.RevisionConflictException;
import io.bms.api.site.Site;
import io.bms.api.site.SiteChange;
import io.bms.api.site.SiteListener;
import io.bms.api.site.SiteStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A site in memory. Every point is enabled and read at the default interval: rules and scope are kept
 * with the changes but not applied, since that is the real store's work.
 */
public final class FakeSiteStore implements SiteStore {
    private final List<SiteListener> listeners = new CopyOnWriteArrayList<>();
    private final List<SiteChange> changes = new CopyOnWriteArrayList<>();
    private volatile Site site = Site.empty();
    private Duration interval = Duration.ofSeconds(30);

    public void listen(SiteListener listener) {
        listeners.add(listener);
    }

    /** Takes the place of the whole site, as after a restart, without telling anyone. */
    public void preset(Site preset) {
        site = preset;
    }

    public List<SiteChange> changes() {
        return List.copyOf(changes);
    }

    @Override
    public Site current() {
        return site;
    }

    @Override
    public Site preview(SiteChange change) {
        return changed(change);
    }

    @Override
    public Site apply(SiteChange change) throws RevisionConflictException {
        synchronized (this) {
            if (change.baseRevision().isPresent() && change.baseRevision().getAsLong() != site.revision()) {
                throw new RevisionConflictException(change.baseRevision().getAsLong(), site.revision());
            }
            changes.add(change);
            interval = change.pollingInterval().orElse(interval);
            site = changed(change);
        }
        listeners.forEach(listener -> listener.siteChanged(site));
        return site;
    }

    private Site changed(SiteChange change) {
        Duration each = change.pollingInterval().orElse(interval);
        Map<Integer, Device> devices = new TreeMap<>();
        site.devices().forEach((id, device) -> devices.put(id, marked(device, change)));
        change.found().forEach(found -> devices.put(found.deviceId(), device(found, each)));
        devices.keySet().removeAll(change.removeDevices());
        return new Site(
                site.revision() + 1,
                devices,
                change.flow().map(SiteChange.Flow::json).or(site::flow),
                change.monitoringWanted().orElse(site.monitoringWanted()),
                change.alarmRules().applied(site.alarmRules()),
                change.tagsAfter(site.pointTags()));
    }

    private Device marked(Device device, SiteChange change) {
        boolean reachable = device.reachable() && !change.unreachable().contains(device.deviceId());
        List<Point> points = device.points().stream()
                .map(point -> new Point(
                        point.object(),
                        point.enabled(),
                        change.pollingInterval().orElse(point.interval()),
                        point.deadband(),
                        point.readMode()))
                .toList();
        return new Device(
                device.deviceId(),
                device.address(),
                device.name(),
                device.vendorName(),
                device.modelName(),
                reachable,
                points);
    }

    /** A device of the site as it was found, all points read at {@code interval}. */
    public static Device device(DiscoveredDevice found, Duration interval) {
        return new Device(
                found.deviceId(),
                found.address(),
                found.name(),
                found.vendorName(),
                found.modelName(),
                true,
                found.objects().stream().map(object -> point(object, interval)).toList());
    }

    private static Point point(DiscoveredObject object, Duration interval) {
        return new Point(object, true, interval, 0, ReadMode.AUTO);
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.site;

import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.point.PointId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A change of the site, made whole or not at all. What is absent stays as it was.
 *
 * @param baseRevision refused with a conflict if the site has another revision
 * @param found devices to add or update, by instance number
 * @param unreachable devices that were asked for and did not answer; they are marked so
 * @param removeDevices device instances to forget
 * @param pollingInterval the site's default interval
 * @param monitoring replaces all rules
 * @param flow the flow, and the points its nodes name
 * @param monitor which points are read
 * @param monitoringWanted whether points are read at all
 */
public record SiteChange(
        OptionalLong baseRevision,
        List<DiscoveredDevice> found,
        Set<Integer> unreachable,
        Set<Integer> removeDevices,
        Optional<Duration> pollingInterval,
        Optional<List<MonitoringRule>> monitoring,
        Optional<Flow> flow,
        Optional<MonitorScope> monitor,
        Optional<Boolean> monitoringWanted) {
    public SiteChange {
        Objects.requireNonNull(baseRevision, "baseRevision");
        found = List.copyOf(found);
        unreachable = Set.copyOf(unreachable);
        removeDevices = Set.copyOf(removeDevices);
        Objects.requireNonNull(pollingInterval, "pollingInterval");
        monitoring = monitoring.map(List::copyOf);
        Objects.requireNonNull(flow, "flow");
        Objects.requireNonNull(monitor, "monitor");
        Objects.requireNonNull(monitoringWanted, "monitoringWanted");
    }

    /** A change of nothing but whether points are read. */
    public static SiteChange monitoring(boolean wanted) {
        return new SiteChange(
                OptionalLong.empty(),
                List.of(),
                Set.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(wanted));
    }

    /** A deployed flow: its JSON as given, and the points that its nodes name. */
    public record Flow(String json, Set<PointId> points) {
        public Flow {
            Objects.requireNonNull(json, "json");
            points = Set.copyOf(points);
        }
    }
}

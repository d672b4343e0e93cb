// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.site;

import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmRule;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.point.PointId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

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
 * @param alarmRules what becomes of the gateway's own rules of alarm
 * @param pointTags what people say that points mean, in place of what they said of these before
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
        Optional<Boolean> monitoringWanted,
        AlarmRules alarmRules,
        Map<PointId, GivenTags> pointTags) {
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
        Objects.requireNonNull(alarmRules, "alarmRules");
        pointTags = Map.copyOf(pointTags);
    }

    /** One that leaves the rules of alarm, and what points mean, as they are. */
    public SiteChange(
            OptionalLong baseRevision,
            List<DiscoveredDevice> found,
            Set<Integer> unreachable,
            Set<Integer> removeDevices,
            Optional<Duration> pollingInterval,
            Optional<List<MonitoringRule>> monitoring,
            Optional<Flow> flow,
            Optional<MonitorScope> monitor,
            Optional<Boolean> monitoringWanted) {
        this(
                baseRevision,
                found,
                unreachable,
                removeDevices,
                pollingInterval,
                monitoring,
                flow,
                monitor,
                monitoringWanted,
                AlarmRules.NONE,
                Map.of());
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

    /** What it makes of what people say that points mean. */
    public Map<PointId, GivenTags> tagsAfter(Map<PointId, GivenTags> before) {
        Map<PointId, GivenTags> after = new HashMap<>(before);
        after.putAll(pointTags);
        after.entrySet()
                .removeIf(given -> given.getValue().isEmpty()
                        || removeDevices.contains(given.getKey().deviceId()));
        return after;
    }

    /** A deployed flow: its JSON as given, and the points that its nodes name. */
    public record Flow(String json, Set<PointId> points) {
        public Flow {
            Objects.requireNonNull(json, "json");
            points = Set.copyOf(points);
        }
    }

    /**
     * Rules of alarm to add, to change and to remove; removing comes first.
     *
     * @param put those to add, and those that take the place of the one with their point and name
     * @param removed by the alarms that they raise; one that is not there is no error
     */
    public record AlarmRules(List<AlarmRule> put, Set<AlarmId> removed) {
        public static final AlarmRules NONE = new AlarmRules(List.of(), Set.of());

        public AlarmRules {
            put = List.copyOf(put);
            removed = Set.copyOf(removed);
        }

        /** What it makes of those there are. */
        public Map<AlarmId, AlarmRule> applied(Map<AlarmId, AlarmRule> before) {
            Map<AlarmId, AlarmRule> after = new TreeMap<>(before);
            after.keySet().removeAll(removed);
            put.forEach(rule -> after.put(rule.alarmId(), rule));
            return after;
        }
    }
}

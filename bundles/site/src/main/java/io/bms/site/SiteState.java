// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmRule;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointId;
import io.bms.api.site.Device;
import io.bms.api.site.GivenTags;
import io.bms.api.site.MonitorScope;
import io.bms.api.site.MonitoringRule;
import io.bms.api.site.Point;
import io.bms.api.site.Site;
import io.bms.api.site.SiteChange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that is stored of the site, from which the {@link Site} follows.
 *
 * @param pollingInterval set by command; absent means the configured one
 */
record SiteState(
        long revision,
        Map<Integer, KnownDevice> devices,
        Optional<Duration> pollingInterval,
        List<MonitoringRule> rules,
        MonitorScope scope,
        Optional<SiteChange.Flow> flow,
        boolean monitoringWanted,
        Map<AlarmId, AlarmRule> alarmRules,
        Map<PointId, GivenTags> pointTags) {
    static final int MOST_ALARM_RULES = 20_000;
    static final int MOST_TAGGED_POINTS = 100_000;

    SiteState {
        devices = Map.copyOf(devices);
        rules = List.copyOf(rules);
        alarmRules = Map.copyOf(alarmRules);
        pointTags = Map.copyOf(pointTags);
        if (alarmRules.size() > MOST_ALARM_RULES) {
            throw new IllegalArgumentException("there would be " + alarmRules.size()
                    + " rules of alarm; remove some, so that there are " + MOST_ALARM_RULES + " at most");
        }
        if (pointTags.size() > MOST_TAGGED_POINTS) {
            throw new IllegalArgumentException("there would be " + pointTags.size()
                    + " points with tags that were given; take some back, so that there are " + MOST_TAGGED_POINTS
                    + " at most");
        }
        pollingInterval.ifPresent(interval -> Intervals.require("polling_interval", interval));
    }

    static SiteState empty() {
        return new SiteState(
                0, Map.of(), Optional.empty(), List.of(), MonitorScope.ALL, Optional.empty(), true, Map.of(), Map.of());
    }

    /** What the change makes of it; of the next revision if that is anything else. */
    SiteState after(SiteChange change) {
        SiteState after = new SiteState(
                revision,
                devicesAfter(change),
                change.pollingInterval().or(() -> pollingInterval),
                change.monitoring().orElse(rules),
                change.monitor().orElse(scope),
                change.flow().or(() -> flow),
                change.monitoringWanted().orElse(monitoringWanted),
                alarmRulesAfter(change),
                change.tagsAfter(pointTags));
        after.requireTagged(change);
        return after.equals(this) ? this : after.nextRevision();
    }

    /** Those whose tags it gives are there. */
    private void requireTagged(SiteChange change) {
        TreeSet<PointId> given = new TreeSet<>(change.pointTags().keySet());
        given.retainAll(pointTags.keySet());
        if (given.isEmpty()) {
            return;
        }
        devices.values().forEach(known -> known.device().objects().forEach(object -> given.remove(object.pointId())));
        if (!given.isEmpty()) {
            throw new IllegalArgumentException(
                    "point_tags names " + given.first() + ", which the site does not have; discover it first");
        }
    }

    SiteState nextRevision() {
        return ofRevision(revision + 1);
    }

    SiteState ofRevision(long number) {
        return new SiteState(
                number, devices, pollingInterval, rules, scope, flow, monitoringWanted, alarmRules, pointTags);
    }

    /** Those that take a value of a device that is to be forgotten go with it. */
    private Map<AlarmId, AlarmRule> alarmRulesAfter(SiteChange change) {
        Map<AlarmId, AlarmRule> after = new TreeMap<>(change.alarmRules().applied(alarmRules));
        if (!change.alarmRules().put().isEmpty()) {
            SharedParts parts = new SharedParts();
            alarmRules.values().forEach(parts::learn);
            after.replaceAll((id, rule) -> rule == alarmRules.get(id) ? rule : parts.of(rule));
        }
        after.values().removeIf(rule -> rule.points().stream()
                .anyMatch(point -> change.removeDevices().contains(point.deviceId())));
        return after;
    }

    /**
     * A device that changes without being heard is both found and unreachable. Removal comes last: a device that is to
     * be forgotten is not brought back by being found.
     */
    private Map<Integer, KnownDevice> devicesAfter(SiteChange change) {
        Map<Integer, KnownDevice> after = new TreeMap<>(devices);
        for (DiscoveredDevice found : change.found()) {
            KnownDevice known = after.get(found.deviceId());
            after.put(found.deviceId(), known == null ? KnownDevice.found(found) : known.foundAgain(found));
        }
        after.replaceAll((id, known) -> change.unreachable().contains(id) ? known.silent() : known);
        after.keySet().removeAll(change.removeDevices());
        return after;
    }

    Site site(SiteSettings settings) {
        MonitoringPlan plan = new MonitoringPlan(pollingInterval.orElse(settings.pollingInterval()), rules);
        Map<Integer, Device> planned = new TreeMap<>();
        devices.forEach((id, known) -> planned.put(id, device(known, plan)));
        return new Site(revision, planned, flow.map(SiteChange.Flow::json), monitoringWanted, alarmRules, pointTags);
    }

    private Device device(KnownDevice known, MonitoringPlan plan) {
        DiscoveredDevice device = known.device();
        List<Point> points =
                device.objects().stream().map(object -> point(object, plan)).toList();
        return new Device(
                device.deviceId(),
                device.address(),
                device.name(),
                device.vendorName(),
                device.modelName(),
                known.reachable(),
                points);
    }

    private Point point(DiscoveredObject object, MonitoringPlan plan) {
        return plan.point(object, isInScope(object.pointId()));
    }

    private boolean isInScope(PointId id) {
        return scope == MonitorScope.ALL
                || flow.map(SiteChange.Flow::points).orElse(Set.of()).contains(id);
    }
}

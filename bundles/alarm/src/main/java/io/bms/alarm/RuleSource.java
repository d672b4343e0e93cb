// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmCause;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmKind;
import io.bms.api.alarm.AlarmRule;
import io.bms.api.alarm.AlarmRule.BadQuality;
import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.api.site.Site;
import io.bms.api.site.SiteStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Points that are what the gateway's own rules say that they must not be. Thread: bms-alarm-engine; {@link #accept}:
 * any.
 */
final class RuleSource implements AlarmSource {
    private final SiteStore sites;
    private final DeviceWatch devices;
    private final LongSupplier nanos;
    private final Map<AlarmId, RuleWatch> watches = new HashMap<>();
    private Site seen = Site.empty();
    private volatile Map<PointId, List<RuleWatch>> byPoint = Map.of();

    /** @param nanos as {@link System#nanoTime()} */
    RuleSource(SiteStore sites, DeviceWatch devices, LongSupplier nanos) {
        this.sites = sites;
        this.devices = devices;
        this.nanos = nanos;
        follow();
    }

    /** Judges them at once. */
    void accept(SampleBatch batch) {
        Map<PointId, List<RuleWatch>> present = byPoint;
        long now = nanos.getAsLong();
        for (Sample sample : batch.samples()) {
            for (RuleWatch watch : present.getOrDefault(sample.pointId(), List.of())) {
                watch.take(sample, now);
            }
        }
    }

    @Override
    public AlarmKind kind() {
        return AlarmKind.RULE;
    }

    @Override
    public List<AlarmCause> look() {
        follow();
        long now = nanos.getAsLong();
        List<AlarmCause> causes = new ArrayList<>();
        for (RuleWatch watch : watches.values()) {
            watch.look(now)
                    .filter(judged -> !isExplained(watch.rule()))
                    .ifPresent(judged -> causes.add(cause(watch.rule(), judged)));
        }
        return causes;
    }

    /** A device that has fallen silent says why its points cannot be read, be it an alarm already or not. */
    private boolean isExplained(AlarmRule rule) {
        return rule.offence() instanceof BadQuality
                && devices.silence(rule.pointId().deviceId()).isPresent();
    }

    /** The rules of the site, once it is another one. */
    private void follow() {
        Site site = sites.current();
        if (site == seen) {
            return;
        }
        seen = site;
        long now = nanos.getAsLong();
        watches.keySet().retainAll(site.alarmRules().keySet());
        site.alarmRules().forEach((id, rule) -> {
            RuleWatch known = watches.get(id);
            if (known == null) {
                watches.put(id, new RuleWatch(rule, now));
            } else if (!known.rule().equals(rule)) {
                watches.put(id, known.by(rule, now));
            }
        });
        Map<PointId, List<RuleWatch>> takers = new HashMap<>();
        watches.values().forEach(watch -> watch.rule().points().forEach(point -> takers.computeIfAbsent(
                        point, it -> new ArrayList<>())
                .add(watch)));
        byPoint = takers;
    }

    private AlarmCause cause(AlarmRule rule, Judged judged) {
        return AlarmCause.ofPoint(
                rule.alarmId(), kind(), rule.pointId(), rule.priority(), RuleWords.of(rule, judged, seen));
    }

    /** Without its rule it is gone. */
    @Override
    public Sight sight(Alarm alarm) {
        return Optional.ofNullable(watches.get(alarm.id()))
                .map(watch -> watch.sight(nanos.getAsLong()))
                .orElse(Sight.GONE);
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmCause;
import io.bms.api.alarm.AlarmCondition;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmKind;
import io.bms.api.alarm.AlarmRule;
import io.bms.api.alarm.AlarmRule.BadQuality;
import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.api.site.Site;
import io.bms.api.site.SiteStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Points that are what the gateway's own rules say that they must not be. Thread: bms-alarm-engine; {@link #accept}:
 * any.
 */
final class RuleSource implements AlarmSource {
    /** What an offence is called, which is not put into words again while it lasts. */
    private record Said(Judged judged, AlarmCause cause) {}

    private final SiteStore sites;
    private final DeviceWatch devices;
    private final Holds holds;
    private final LongSupplier nanos;
    private final Map<AlarmId, RuleWatch> watches = new HashMap<>();
    /** Of the rules by which something is wrong. */
    private final Map<AlarmId, Said> said = new HashMap<>();

    private Site seen = Site.empty();
    private volatile Map<PointId, List<RuleWatch>> byPoint = Map.of();

    /** @param nanos as {@link System#nanoTime()} */
    RuleSource(SiteStore sites, DeviceWatch devices, Holds holds, LongSupplier nanos) {
        this.sites = sites;
        this.devices = devices;
        this.holds = holds;
        this.nanos = nanos;
        follow();
    }

    /** Alarms of an earlier run: what is still there of them is no news, of which there may be thousands at a start. */
    void expect(Collection<Alarm> alarms) {
        alarms.stream()
                .filter(alarm -> alarm.condition() != AlarmCondition.GONE)
                .map(alarm -> watches.get(alarm.id()))
                .filter(Objects::nonNull)
                .forEach(RuleWatch::expect);
    }

    /**
     * Judges them at once.
     *
     * @return whether there is news for a look
     */
    boolean accept(SampleBatch batch) {
        Map<PointId, List<RuleWatch>> present = byPoint;
        long now = nanos.getAsLong();
        boolean news = false;
        for (Sample sample : batch.samples()) {
            for (RuleWatch watch : present.getOrDefault(sample.pointId(), List.of())) {
                news |= watch.take(sample, now);
            }
        }
        return news;
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
        Map<AlarmId, Optional<Duration>> holding = new HashMap<>();
        watches.forEach((id, watch) -> {
            watch.holding(now).ifPresent(left -> holding.put(id, left));
            watch.look(now)
                    .filter(judged -> !isExplained(watch.rule()))
                    .ifPresentOrElse(judged -> causes.add(cause(id, watch.rule(), judged)), () -> said.remove(id));
        });
        holds.keep(holding);
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
        said.clear();
        long now = nanos.getAsLong();
        watches.keySet().retainAll(site.alarmRules().keySet());
        site.alarmRules().forEach((id, rule) -> {
            RuleWatch known = watches.get(id);
            if (known == null) {
                RuleWatch watch = new RuleWatch(rule, now);
                holds.before(id).ifPresent(ago -> watch.heldBefore(ago, now));
                watches.put(id, watch);
            } else if (!known.rule().equals(rule)) {
                watches.put(id, known.by(rule, now));
            }
        });
        Map<PointId, List<RuleWatch>> takers = new HashMap<>();
        watches.values().forEach(watch -> watch.rule().points().forEach(point -> takers.computeIfAbsent(
                        point, it -> new ArrayList<>(1))
                .add(watch)));
        takers.replaceAll((point, some) -> List.copyOf(some));
        byPoint = takers;
    }

    private AlarmCause cause(AlarmId id, AlarmRule rule, Judged judged) {
        Said before = said.get(id);
        if (before == null || before.judged() != judged) {
            String words = RuleWords.of(rule, judged, seen);
            AlarmCause cause = AlarmCause.ofPoint(id, kind(), rule.pointId(), rule.priority(), words, rule.latching());
            said.put(id, new Said(judged, cause));
            return cause;
        }
        return before.cause();
    }

    /** Without its rule it is gone. */
    @Override
    public Sight sight(Alarm alarm) {
        return Optional.ofNullable(watches.get(alarm.id()))
                .map(watch -> watch.sight(nanos.getAsLong()))
                .orElse(Sight.GONE);
    }
}

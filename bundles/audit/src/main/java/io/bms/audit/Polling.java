// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import io.bms.api.audit.AuditAct;
import io.bms.api.audit.AuditActor;
import io.bms.api.audit.AuditOutcome;
import io.bms.api.audit.AuditResult;
import io.bms.api.point.PointId;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.api.point.SampleSink;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the gateway has read by itself in an hour, by device: how often, how many points, and how much of it failed.
 * Thread: any.
 */
final class Polling implements SampleSink {
    static final String POLLED = "poll";

    private final Map<Integer, Tally> tallies = new TreeMap<>();

    private static final class Tally {
        private final Set<PointId> points = new HashSet<>();
        private long samples;
        private long failed;
    }

    @Override
    public synchronized void accept(SampleBatch batch) {
        for (Sample sample : batch.samples()) {
            Tally tally = tallies.computeIfAbsent(sample.pointId().deviceId(), device -> new Tally());
            tally.points.add(sample.pointId());
            tally.samples++;
            if (sample.quality() == Quality.BAD) {
                tally.failed++;
            }
        }
    }

    /** What is to be recorded of each device since this was called last. */
    synchronized List<Counts.Counted> take() {
        List<Counts.Counted> taken = new ArrayList<>();
        tallies.forEach((device, tally) -> taken.add(
                new Counts.Counted(new AuditAct(AuditActor.GATEWAY, POLLED, "device " + device), outcome(tally))));
        tallies.clear();
        return taken;
    }

    private static AuditOutcome outcome(Tally tally) {
        AuditResult result = tally.failed == 0
                ? AuditResult.SUCCESS
                : tally.failed < tally.samples ? AuditResult.PARTIAL : AuditResult.FAILED;
        return AuditOutcome.of(
                result,
                Optional.of(tally.samples + " values of " + tally.points.size() + " points, " + tally.failed
                        + " of them failed"));
    }
}

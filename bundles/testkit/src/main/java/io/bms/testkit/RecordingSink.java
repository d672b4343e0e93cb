// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.api.point.SampleSink;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps every batch, in the order it came. */
public final class RecordingSink implements SampleSink {
    private final List<SampleBatch> batches = new CopyOnWriteArrayList<>();

    @Override
    public void accept(SampleBatch batch) {
        batches.add(batch);
    }

    public List<SampleBatch> batches() {
        return List.copyOf(batches);
    }

    public List<Sample> samples() {
        return batches.stream().flatMap(batch -> batch.samples().stream()).toList();
    }

    public List<Sample> samples(PointId pointId) {
        return samples().stream()
                .filter(sample -> sample.pointId().equals(pointId))
                .toList();
    }

    public void clear() {
        batches.clear();
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.wire.SampleEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes samples from monitoring, encoded, until they are on the disk; of more than {@value #MOST} that wait for a disk
 * that takes none, the newer ones are dropped and counted. Thread: {@link #accept} any; the others bms-uplink-NAME.
 */
final class Intake {
    static final int MOST = 50_000;

    private final ChangeFilter filter;
    private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(MOST);
    private final AtomicLong dropped = new AtomicLong();
    private final List<byte[]> drained = new ArrayList<>();

    Intake(Duration confirm) {
        filter = new ChangeFilter(confirm);
    }

    void accept(SampleBatch batch) {
        for (Sample sample : batch.samples()) {
            if (filter.isNews(sample) && !queue.offer(SampleEncoder.member(sample))) {
                dropped.incrementAndGet();
            }
        }
    }

    /** Has the store keep what has come; when it throws, the same is kept the next time. */
    int keep(UplinkStore store) {
        if (drained.isEmpty()) {
            queue.drainTo(drained);
        }
        int kept = drained.size();
        if (kept > 0) {
            store.add(drained);
            drained.clear();
        }
        return kept;
    }

    void confirm(Duration other) {
        filter.confirm(other);
    }

    /** Of each point what was news last. */
    List<Sample> latest() {
        return filter.latest();
    }

    long dropped() {
        return dropped.get();
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.api.point.SampleSink;
import java.util.concurrent.atomic.AtomicLongArray;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Counts samples from the first time that somebody asks, and drops none: where no program watches, it costs nothing.
 * Thread: any.
 */
@Component(
        service = {SampleSink.class, SampleTally.class},
        immediate = true)
public final class SampleTally implements SampleSink {
    private static final int QUALITIES = Quality.values().length;

    /** By quality. */
    private final AtomicLongArray counted = new AtomicLongArray(QUALITIES);

    private volatile boolean asked;

    @Activate
    public SampleTally() {
        // Begins at 0.
    }

    @Override
    public void accept(SampleBatch batch) {
        if (!asked) {
            return;
        }
        int[] ofBatch = new int[QUALITIES];
        for (Sample sample : batch.samples()) {
            ofBatch[sample.quality().ordinal()]++;
        }
        for (int i = 0; i < QUALITIES; i++) {
            if (ofBatch[i] > 0) {
                counted.addAndGet(i, ofBatch[i]);
            }
        }
    }

    long of(Quality quality) {
        asked = true;
        return counted.get(quality.ordinal());
    }
}

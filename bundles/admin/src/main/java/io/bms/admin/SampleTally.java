// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.api.point.SampleSink;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Counts samples since it was started; drops none. Thread: any. */
@Component(
        service = {SampleSink.class, SampleTally.class},
        immediate = true)
public final class SampleTally implements SampleSink {
    private final Map<Quality, LongAdder> counted = Stream.of(Quality.values())
            .collect(Collectors.toUnmodifiableMap(Function.identity(), quality -> new LongAdder()));

    @Activate
    public SampleTally() {
        // Begins at 0.
    }

    @Override
    public void accept(SampleBatch batch) {
        for (Sample sample : batch.samples()) {
            counted.get(sample.quality()).increment();
        }
    }

    long of(Quality quality) {
        return counted.get(quality).sum();
    }
}

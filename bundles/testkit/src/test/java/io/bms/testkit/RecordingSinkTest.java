// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleSink;
import java.util.Set;
import java.util.stream.Collectors;

public class RecordingSinkTest extends SampleSinkContract {
    private final RecordingSink sink = new RecordingSink();

    @Override
    protected SampleSink stuck() {
        return sink;
    }

    @Override
    protected SampleSink working() {
        return sink;
    }

    @Override
    protected Set<PointId> arrived() {
        return sink.samples().stream().map(Sample::pointId).collect(Collectors.toSet());
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import io.bms.api.point.SampleSink;

public class RecordingSinkTest extends SampleSinkContract {
    @Override
    protected SampleSink stuck() {
        return new RecordingSink();
    }
}

// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.point;

import java.util.List;

/** Samples of one device's read, in the order they were asked for; never empty. */
public record SampleBatch(List<Sample> samples) {
    public SampleBatch {
        samples = List.copyOf(samples);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("a batch has at least one sample");
        }
    }
}
